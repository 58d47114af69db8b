import { FolderOpen } from "lucide-react";
import { toastFailure } from "@/components/failure-toast";
import { IconButton } from "@/components/ui/icon-button";
import { useIpc } from "@/ipc";

interface ChooseFileProps {
  /** What the path is for: “the program”. */
  what: string;
  folder?: boolean;
  onChosen: (path: string) => void;
}

/** Lets the system ask for a file or folder, so that nobody has to type its path. */
export function ChooseFile({ what, folder = false, onChosen }: ChooseFileProps) {
  const ipc = useIpc();
  const choose = () =>
    ipc.choosePath(folder).then(
      (path) => path !== null && onChosen(path),
      (error: unknown) => toastFailure(error),
    );
  return (
    <IconButton
      label={`Choose ${what}…`}
      size="icon"
      variant="secondary"
      onClick={() => void choose()}
      data-testid={`choose-${what.replaceAll(" ", "-")}`}
    >
      <FolderOpen aria-hidden />
    </IconButton>
  );
}
