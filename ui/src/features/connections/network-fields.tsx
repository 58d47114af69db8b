import { InsecureNote } from "@/components/insecure-note";
import { Checkbox } from "@/components/ui/checkbox";
import { Field, type FieldRemark } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { Select, type SelectOption } from "@/components/ui/select";
import type { ProxyRequest, TransportChoice } from "@/ipc";
import type { NetworkDraft } from "@/lib/network-draft";
import { ChooseFile } from "./choose-file";
import type { FieldName } from "./field-focus";
import { SecretField } from "./secret-field";
import type { ConnectionForm } from "./use-connection-form";

const TRANSPORTS: SelectOption<TransportChoice>[] = [
  { value: "auto", label: "Automatic", description: "Streamable HTTP, else HTTP+SSE" },
  { value: "streamable_http", label: "Streamable HTTP" },
  { value: "http_sse", label: "HTTP+SSE", description: "Of servers from 2024; deprecated" },
];

const MONO = "font-mono text-code placeholder:font-sans placeholder:text-body";

interface NetworkFieldsProps {
  form: ConnectionForm;
  remarks: (field: FieldName) => FieldRemark[];
}

/** How a remote server is reached: which transport, through what, and whose certificates count. */
export function NetworkFields(props: NetworkFieldsProps) {
  const { form } = props;
  const { draft, edit } = form;
  const { network } = draft;
  return (
    <fieldset className="col-span-2 grid grid-cols-2 items-start gap-4 border-t pt-4" data-testid="network">
      <legend className="sr-only">Network</legend>
      <Field label="Transport" className="col-span-2">
        <Select
          value={draft.transport}
          options={TRANSPORTS}
          onChange={(transport) => edit({ transport })}
          data-field="transport"
          data-testid="field-transport"
        />
      </Field>
      <ProxyFields {...props} />
      <PathField
        {...props}
        field="authority_path"
        draftKey="authorityPath"
        label="Extra CA file"
        description="PEM or DER; trusted for this server, besides those of this computer"
        className="col-span-2"
      />
      <PathField
        {...props}
        field="certificate_path"
        draftKey="certificatePath"
        label="Client certificate"
        description="PEM, where the server asks for one"
      />
      <PathField {...props} field="key_path" draftKey="keyPath" label="Client key" description="PEM" />
      <div className="col-span-2 flex flex-col gap-2">
        <Checkbox
          checked={network.acceptInvalidCertificate}
          onChange={(acceptInvalidCertificate) => {
            edit({ network: { ...network, acceptInvalidCertificate } }, "url");
            form.leave("url");
          }}
          label="Accept invalid certificates"
          description="From this server's host only"
          data-field="accept_invalid_certificate"
          data-testid="field-accept_invalid_certificate"
        />
        {network.acceptInvalidCertificate ? <InsecureNote host={hostOf(draft.url)} /> : null}
      </div>
    </fieldset>
  );
}

function ProxyFields({ form, remarks }: NetworkFieldsProps) {
  const { network } = form.draft;
  const change = (patch: Partial<NetworkDraft>, ...fields: FieldName[]) =>
    form.edit({ network: { ...network, ...patch } }, ...fields);
  return (
    <>
      <div className="col-span-2 flex flex-col gap-1">
        <span className="font-medium">Proxy</span>
        <Segmented<ProxyRequest["type"]>
          aria-label="Proxy"
          data-field="proxy"
          value={network.proxy}
          onChange={(proxy) => change({ proxy }, "proxy_url", "proxy_password")}
          segments={[
            { value: "system", label: "System", "data-testid": "proxy-system" },
            { value: "none", label: "None", "data-testid": "proxy-none" },
            { value: "url", label: "URL", "data-testid": "proxy-url" },
          ]}
        />
      </div>
      {network.proxy === "url" ? (
        <>
          <Field label="Proxy URL" className="col-span-2" remarks={remarks("proxy_url")}>
            <Input
              value={network.proxyUrl}
              onChange={(event) => change({ proxyUrl: event.target.value }, "proxy_url")}
              onBlur={() => form.leave("proxy_url")}
              placeholder="http://proxy.example.com:8080"
              inputMode="url"
              className={MONO}
              data-field="proxy_url"
              data-testid="field-proxy_url"
            />
          </Field>
          <Field label="Proxy user">
            <Input
              value={network.proxyUser}
              onChange={(event) => change({ proxyUser: event.target.value }, "proxy_password")}
              placeholder="None"
              data-testid="field-proxy_user"
            />
          </Field>
          <Field label="Proxy password" remarks={remarks("proxy_password")}>
            <SecretField
              secret={network.proxyPassword}
              onChange={(proxyPassword) => change({ proxyPassword }, "proxy_password")}
              onSettled={() => form.leave("proxy_password")}
              what="the proxy password"
              placeholder="None"
              field="proxy_password"
            />
          </Field>
        </>
      ) : null}
    </>
  );
}

interface PathFieldProps extends NetworkFieldsProps {
  field: "authority_path" | "certificate_path" | "key_path";
  draftKey: "authorityPath" | "certificatePath" | "keyPath";
  label: string;
  description: string;
  className?: string;
}

function PathField({ form, remarks, field, draftKey, label, description, className }: PathFieldProps) {
  const { network } = form.draft;
  const change = (path: string) => form.edit({ network: { ...network, [draftKey]: path } }, field);
  return (
    <Field label={label} description={description} remarks={remarks(field)} className={className}>
      <div className="flex gap-2">
        <Input
          value={network[draftKey]}
          onChange={(event) => change(event.target.value)}
          onBlur={() => form.leave(field)}
          placeholder="None"
          className={MONO}
          data-field={field}
          data-testid={`field-${field}`}
        />
        <ChooseFile
          what={label.toLowerCase()}
          onChosen={(path) => {
            change(path);
            form.leave(field);
          }}
        />
      </div>
    </Field>
  );
}

function hostOf(url: string): string {
  try {
    return new URL(url.trim()).host;
  } catch {
    return "this server";
  }
}
