import { ShortcutList } from "@/components/shortcut-list";
import { Dialog } from "@/components/ui/dialog";

interface ShortcutDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Every key that does something. */
export function ShortcutDialog({ open, onOpenChange }: ShortcutDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard shortcuts" data-testid="shortcut-dialog">
      <ShortcutList />
    </Dialog>
  );
}
