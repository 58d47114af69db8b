import { useNavigate } from "@tanstack/react-router";
import { Button } from "@/components/ui/button";
import type { FieldRemark } from "@/components/ui/field";
import type { FieldIssue } from "@/ipc";
import { splitCommand } from "@/lib/command-draft";
import { newHeader } from "@/lib/header-draft";
import { type IssueFix, issueWords } from "@/lib/issue-words";
import type { FieldName } from "./field-focus";
import type { ConnectionForm } from "./use-connection-form";
import { moveUserinfo } from "./userinfo";

/** The core's remarks on a field, in words and with buttons that fix. */
export function useFieldRemarks(form: ConnectionForm): (field: FieldName) => FieldRemark[] {
  const fix = useFix(form);
  return (field) =>
    form.checks.on(field).map((remark) => {
      const { text, fixes: all } = issueWords(remark.issue, {
        field: remark.field.type,
        grant: form.draft.oauth.grant,
      });
      // Once consented, only the better way is still offered.
      const fixes = all.filter(({ kind }) => kind !== "allow_plain_http" || remark.severity === "error");
      return { severity: remark.severity, text, actions: fixes.map((one) => fixButton(one, remark, fix)) };
    });
}

function fixButton(fix: IssueFix, remark: FieldIssue, apply: (fix: IssueFix, remark: FieldIssue) => void) {
  return (
    <Button
      key={fix.label}
      variant="link"
      size="sm"
      className="min-h-6"
      data-testid={`fix-${fix.kind}`}
      onClick={() => apply(fix, remark)}
    >
      {fix.label}
    </Button>
  );
}

function useFix(form: ConnectionForm): (fix: IssueFix, remark: FieldIssue) => void {
  const navigate = useNavigate();
  return (fix, { issue }) => {
    switch (fix.kind) {
      case "use_https":
        return form.tryUrl(form.draft.url.replace(/^http:/i, "https:"));
      case "allow_plain_http":
        form.edit({ allowPlainHttp: true }, "url");
        return form.leave("url");
      case "move_to_header":
        return moveToHeader(form);
      case "rename":
        form.edit({ name: fix.name, nameTouched: true }, "name");
        return form.leave("name");
      case "open":
        return void navigate({ to: "/connection/$id", params: { id: fix.id }, search: {} });
      case "split":
        form.edit({ command: splitCommand(form.draft.command, fix.words) }, "program");
        return form.leave("program");
      case "use_command":
        return form.chooseKind("command");
      case "dismiss":
        return form.checks.dismiss(issue.code);
    }
  };
}

function moveToHeader(form: ConnectionForm): void {
  const moved = moveUserinfo(form.draft.url);
  if (!moved) return;
  const row = newHeader("Authorization", moved.authorization);
  const others = form.draft.headers.filter(
    ({ name }) => name !== "" && name.toLowerCase() !== "authorization",
  );
  form.edit({ auth: "headers", authTouched: true, headers: [row, ...others] });
  form.tryUrl(moved.url);
}
