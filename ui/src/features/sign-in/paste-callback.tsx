import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { failureOf, useIpc } from "@/ipc";
import { failureWords } from "@/lib/failure-words";

/** The last resort when the browser does not come back: its address, pasted. */
export function PasteCallback() {
  const ipc = useIpc();
  const [address, setAddress] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");

  const use = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem("");
    try {
      await ipc.completeSignIn(address.trim());
      setAddress("");
    } catch (error) {
      const { title, why } = failureWords(failureOf(error));
      setProblem(`${title}. ${why}`);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={use}>
      <Field
        label="Nothing happened? Paste the address you ended up on"
        remarks={problem === "" ? [] : [{ severity: "error", text: problem }]}
      >
        <div className="flex gap-2">
          <Input
            value={address}
            onChange={(event) => {
              setAddress(event.target.value);
              setProblem("");
            }}
            placeholder="http://127.0.0.1:…/callback?code=…"
            className="max-w-140 font-mono text-code"
            data-testid="paste-callback"
          />
          <Button type="submit" busy={busy} disabled={address.trim() === ""} data-testid="use-callback">
            Use
          </Button>
        </div>
      </Field>
    </form>
  );
}
