import type { ReactNode } from "react";
import { CopyButton } from "@/components/copy-button";
import { ErrorCard } from "@/components/error-card";
import { ShortcutList } from "@/components/shortcut-list";
import { Segmented } from "@/components/ui/segmented";
import { type Density, failureOf, type Theme, useAppInfo, useSaveSettings, useSettings } from "@/ipc";
import { ClientMetadata } from "./client-metadata";
import { TrafficLog } from "./traffic-log";

/** Preferences. Each takes effect at once. */
export function SettingsPage() {
  return (
    <div className="thin-scroll h-full">
      <div className="mx-auto flex max-w-160 flex-col gap-8 px-6 pt-5 pb-12">
        <h1 className="text-page">Settings</h1>
        <Appearance />
        <SignIn />
        <Traffic />
        <Section title="Keyboard shortcuts">
          <ShortcutList />
        </Section>
        <About />
      </div>
    </div>
  );
}

function Appearance() {
  const settings = useSettings();
  const save = useSaveSettings();
  const failed = settings.error ?? save.error;
  const { data } = settings;
  const retry = () => (save.error ? save.mutate(save.variables) : void settings.refetch());
  return (
    <Section title="Appearance">
      {failed ? <ErrorCard failure={failureOf(failed)} handlers={{ retry }} /> : null}
      {data ? (
        <>
          <Row label="Theme" about="System follows this computer, also when it changes.">
            <Segmented<Theme>
              aria-label="Theme"
              value={data.theme ?? "system"}
              onChange={(theme) => save.mutate({ ...data, theme })}
              segments={[
                { value: "system", label: "System", "data-testid": "theme-system" },
                { value: "light", label: "Light", "data-testid": "theme-light" },
                { value: "dark", label: "Dark", "data-testid": "theme-dark" },
              ]}
            />
          </Row>
          <Row label="Density" about="Compact shows more rows at once.">
            <Segmented<Density>
              aria-label="Density"
              value={data.density ?? "comfortable"}
              onChange={(density) => save.mutate({ ...data, density })}
              segments={[
                { value: "comfortable", label: "Comfortable", "data-testid": "density-comfortable" },
                { value: "compact", label: "Compact", "data-testid": "density-compact" },
              ]}
            />
          </Row>
        </>
      ) : null}
    </Section>
  );
}

function SignIn() {
  const { data } = useSettings();
  if (!data) return null;
  return (
    <Section title="Sign-in">
      <ClientMetadata settings={data} />
    </Section>
  );
}

function Traffic() {
  const { data } = useSettings();
  if (!data) return null;
  return (
    <Section title="Log of what travels">
      <TrafficLog settings={data} />
    </Section>
  );
}

function About() {
  const { data: info } = useAppInfo();
  if (!info) return null;
  return (
    <Section title="About">
      <Row label="Version">
        <span className="select-text font-mono text-code" data-testid="app-version">
          {info.version}
        </span>
      </Row>
      <Row label="Data folder" about="Everything except secrets, which are in the system's keychain.">
        <span className="select-text break-all text-right font-mono text-code">{info.dataDir}</span>
        <CopyButton text={info.dataDir} label="Copy" />
      </Row>
    </Section>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-3">
      <h2 className="text-section">{title}</h2>
      {children}
    </section>
  );
}

function Row({ label, about, children }: { label: string; about?: string; children: ReactNode }) {
  return (
    <div className="flex items-center justify-between gap-6">
      <div className="min-w-40">
        <div className="font-medium">{label}</div>
        {about ? <div className="text-fg3 text-meta">{about}</div> : null}
      </div>
      <div className="flex min-w-0 items-center gap-3">{children}</div>
    </div>
  );
}
