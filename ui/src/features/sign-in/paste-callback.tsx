import { type FormEvent, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { failureOf, useIpc } from "@/ipc";
import { failureWords } from "@/lib/failure-words";
import { setPasted } from "./sign-in-panel-state";

/** The last resort when the browser does not come back: its address, pasted. */
export function PasteCallback() {
  const ipc = useIpc();
  const [address, setAddress] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");

  useEffect(() => () => setPasted(false), []);
  const use = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem("");
    setPasted(true);
    try {
      await ipc.completeSignIn(address.trim());
      setPasted(false);
      setAddress("");
    } catch (error) {
      const failure = failureOf(error);
      const unknown = failure.code === "sign_in" && failure.problem.type === "state_unknown";
      if (!unknown) setPasted(false);
      const { title, why } = failureWords(failure);
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
              setPasted(false);
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
