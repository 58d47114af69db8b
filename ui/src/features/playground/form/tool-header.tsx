import { Braces } from "lucide-react";
import { useState } from "react";

import { IconButton } from "@/components/ui/icon-button";
import type { ConnectionView, ToolDetail } from "@/ipc";
import { HintBadge } from "../list/tool-hint";
import { DefinitionDialog } from "./definition-dialog";
import { ItemHeader } from "./item-header";

/** Who the tool is: its title and name, what the server says of it, and its definition. */
export function ToolHeader({ connection, detail }: { connection: ConnectionView; detail: ToolDetail }) {
  const [showsDefinition, setShowsDefinition] = useState(false);
  return (
    <>
      <ItemHeader
        connection={connection}
        title={detail.title ?? detail.name}
        code={detail.title === null ? undefined : detail.name}
        description={detail.description}
      >
        <HintBadge hint={detail.hint} />
        <IconButton
          label={`Show the definition of ${detail.name}`}
          data-testid="show-definition"
          onClick={() => setShowsDefinition(true)}
        >
          <Braces aria-hidden />
        </IconButton>
      </ItemHeader>
      <DefinitionDialog detail={detail} open={showsDefinition} onOpenChange={setShowsDefinition} />
    </>
  );
}
