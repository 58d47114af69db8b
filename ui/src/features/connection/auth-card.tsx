import { Button } from "@/components/ui/button";
import { accountFacts, useAccounts } from "@/features/accounts";
import type { ConnectionView } from "@/ipc";
import { formatDay } from "@/lib/format";
import { Card, Fact, Facts } from "./card";
import type { ConnectionPartProps } from "./connection-header";

/** Who we are to the server. */
export function AuthCard({ connection, commands }: ConnectionPartProps) {
  const { auth } = connection;
  switch (auth.type) {
    case "none":
      return (
        <Card
          title="Sign-in"
          data-testid="auth-card"
          actions={
            <Button size="sm" onClick={() => commands.configure("token")}>
              Add a token
            </Button>
          }
        >
          <p className="text-fg2">Nothing is sent that says who you are.</p>
        </Card>
      );
    case "token":
      return (
        <Card
          title="Sign-in"
          data-testid="auth-card"
          actions={
            <Button size="sm" onClick={() => commands.configure("token")}>
              Replace token
            </Button>
          }
        >
          <Facts>
            <Fact name="Method">Token</Fact>
            <Fact name="Sent as">
              <code>
                {auth.header}: {auth.prefix ? `${auth.prefix} ` : ""}••••
              </code>
            </Fact>
            <Fact name="Saved">{savedWords(auth.savedAt)}</Fact>
          </Facts>
        </Card>
      );
    case "headers":
      return (
        <Card
          title="Sign-in"
          data-testid="auth-card"
          actions={
            <Button size="sm" onClick={() => commands.configure("token")}>
              Edit headers
            </Button>
          }
        >
          <Facts>
            <Fact name="Method">Custom headers</Fact>
            {auth.rows.map(({ name, value }) => (
              <Fact key={name} name={name}>
                {value.type === "secret" ? (
                  `secret: ${savedWords(value.savedAt)}`
                ) : (
                  <code className="break-all">{value.value}</code>
                )}
              </Fact>
            ))}
          </Facts>
        </Card>
      );
    case "oauth":
      return <OAuthCard connection={connection} commands={commands} settings={auth.settings} />;
  }
}

type OAuthSettings = Extract<ConnectionView["auth"], { type: "oauth" }>["settings"];

function OAuthCard({ connection, commands, settings }: ConnectionPartProps & { settings: OAuthSettings }) {
  const accounts = useAccounts();
  const { account } = settings;
  const others = settings.accounts.length - (account ? 1 : 0);
  return (
    <Card
      title="Sign-in"
      data-testid="auth-card"
      actions={
        <>
          <Button size="sm" onClick={commands.authorize} data-testid="authorize-again">
            {account ? "Authorize again" : "Authorize"}
          </Button>
          <Button size="sm" onClick={() => accounts.show(connection)} data-testid="show-accounts">
            Accounts…
          </Button>
          {account ? (
            <Button size="sm" onClick={commands.signOut} data-testid="sign-out">
              Sign out…
            </Button>
          ) : null}
        </>
      }
    >
      <Facts>
        <Fact name="Method">
          OAuth 2.0{settings.grant === "client_credentials" ? ", the app itself" : ""}
        </Fact>
        <Fact name="Account">
          {account ? (
            <>
              <span dir="auto" className="font-medium">
                {account.label}
              </span>
              <span className="block text-fg2 text-meta">{accountFacts(account).join(" · ")}</span>
            </>
          ) : (
            "Nobody is signed in"
          )}
        </Fact>
        {others > 0 ? <Fact name="Others">{others}</Fact> : null}
        {settings.scopes.length > 0 ? (
          <Fact name="Asks for">
            <code className="break-all">{settings.scopes.join(" ")}</code>
          </Fact>
        ) : null}
      </Facts>
    </Card>
  );
}

function savedWords(savedAt: number | null): string {
  return savedAt === null ? "missing in the keychain" : `${formatDay(savedAt)}, in the keychain`;
}
