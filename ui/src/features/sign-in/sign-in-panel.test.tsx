import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { IpcFailure, type SignInProblem } from "@/ipc";
import { asked } from "@/test/form-core";
import { accessibilityProblems, openWindow } from "@/test/render-app";
import { connected, connection } from "@/test/sample-data";
import { account, oauth, signIn, signInFailure } from "@/test/sign-in-data";

const nobody = (problem: SignInProblem = { type: "never_signed_in" }) =>
  connection({
    auth: oauth(),
    status: { type: "needs_sign_in", failure: signInFailure(problem) },
  });

const waiting = (over: Parameters<typeof signIn>[0] = {}) =>
  connection({ auth: oauth(), status: { type: "signing_in", signIn: signIn(over) } });

const panel = () => screen.findByTestId("sign-in-panel-linear");

async function openWaiting(over: Parameters<typeof signIn>[0] = {}) {
  const opened = await openWindow({ start: { connections: [waiting(over)] } });
  await opened.user.click(await screen.findByTestId("show-sign-in-linear"));
  await panel();
  return opened;
}

describe("a sign-in", () => {
  it("begins with one click and says where it went, what it asks for and how long it waits", async () => {
    const { user, ipc } = await openWindow({ start: { connections: [nobody()] } });
    await user.click(await screen.findByTestId("authorize-linear"));
    expect(await panel()).toHaveTextContent("Finish signing in in your browser.");
    expect(screen.getByTestId("sign-in-facts")).toHaveTextContent(
      "Opened auth.linear.app · asks for: read, write",
    );
    expect(screen.getByTestId("time-left")).toHaveTextContent(/^4:\d\d left$/);
    expect(ipc.asked).toContainEqual(["authorize", "id-linear", false, []]);
    expect(screen.getByRole("heading", { name: "Sign in to Linear" })).toHaveFocus();
    expect(screen.getByTestId("status-linear")).toHaveTextContent("Waiting for browser");
  });

  it("waits also when no browser opened, and says so", async () => {
    const { user, ipc } = await openWindow({ start: { connections: [nobody()] } });
    const begin = ipc.authorize;
    ipc.authorize = async (...wishes) => {
      await begin(...wishes);
      throw new IpcFailure({ code: "browser", reason: "there is no browser" });
    };
    await user.click(await screen.findByTestId("authorize-linear"));
    expect(await screen.findByText("No browser could be opened")).toBeVisible();
    expect(await panel()).toHaveTextContent("Finish signing in in your browser.");
    expect(screen.getByTestId("copy-sign-in-link")).toBeEnabled();
  });

  it("leaves the page usable, folds into its row and comes back", async () => {
    const { user } = await openWaiting();
    await user.type(screen.getByTestId("connection-search"), "lin");
    await user.click(screen.getByTestId("hide-sign-in"));
    expect(screen.queryByTestId("sign-in-panel-linear")).toBeNull();
    expect(screen.getByTestId("show-sign-in-linear")).toHaveFocus();
    expect(screen.getByTestId("connection-row-linear")).toHaveTextContent(/Finish signing in · 4:\d\d left/);
    await user.click(screen.getByTestId("show-sign-in-linear"));
    expect(await panel()).toBeVisible();
  });

  it("opens the browser again, copies its link without seeing it, and waits longer", async () => {
    const { user, ipc } = await openWaiting();
    await user.click(screen.getByTestId("open-browser-again"));
    expect(ipc.asked).toContainEqual(["openSignInAgain", "sign-in-1"]);
    await user.click(screen.getByTestId("copy-sign-in-link"));
    expect(await screen.findByText("Copied")).toBeVisible();
    expect(ipc.asked).toContainEqual(["copySignInLink", "sign-in-1"]);
    expect(ipc.copied).toEqual([]);
    await user.click(screen.getByTestId("extend-sign-in"));
    await waitFor(() => expect(screen.getByTestId("time-left")).toHaveTextContent(/^9:\d\d left$/));
  });

  it("is cancelled", async () => {
    const { user, ipc } = await openWaiting();
    await user.click(screen.getByTestId("cancel-sign-in"));
    await waitFor(() => expect(screen.getByTestId("status-linear")).toHaveTextContent("Needs sign-in"));
    expect(screen.queryByTestId("sign-in-panel-linear")).toBeNull();
    expect(ipc.asked).toContainEqual(["cancelSignIn", "sign-in-1"]);
  });

  it("ends with an address that was pasted, and says who is signed in", async () => {
    const { user, ipc } = await openWaiting();
    await user.click(screen.getByTestId("paste-callback"));
    await user.paste(" http://127.0.0.1:41873/callback?code=c&state=s ");
    await user.click(screen.getByTestId("use-callback"));
    expect(await screen.findByText("Signed in to Linear as alice@example.com")).toBeVisible();
    await waitFor(() => expect(screen.queryByTestId("sign-in-panel-linear")).toBeNull());
    expect(ipc.asked).toContainEqual(["completeSignIn", "http://127.0.0.1:41873/callback?code=c&state=s"]);
    expect(screen.getByTestId("status-linear")).toHaveTextContent("Connected");
  });

  it("says what is wrong with an address that was pasted, and goes on waiting", async () => {
    const { user } = await openWindow({
      start: { connections: [waiting()] },
      completeSignIn: async () => {
        throw new IpcFailure(signInFailure({ type: "callback_unreadable" }, null));
      },
    });
    await user.click(await screen.findByTestId("show-sign-in-linear"));
    const field = await screen.findByTestId("paste-callback");
    await user.type(field, "https://example.com/{Enter}");
    await waitFor(() => expect(field).toBeInvalid());
    expect(field).toHaveAccessibleDescription(/That isn't the address of a finished sign-in/);
    expect(field).toHaveValue("https://example.com/");
    expect(screen.getByTestId("status-linear")).toHaveTextContent("Waiting for browser");
  });

  it("says once that nobody waits for an address that was pasted", async () => {
    const { user, ipc } = await openWindow({
      start: { connections: [waiting()] },
      completeSignIn: async () => {
        throw new IpcFailure(signInFailure({ type: "state_unknown" }, null));
      },
    });
    await user.click(await screen.findByTestId("show-sign-in-linear"));
    const field = await screen.findByTestId("paste-callback");
    await user.type(field, "http://127.0.0.1/callback?state=other{Enter}");
    await waitFor(() => expect(field).toBeInvalid());
    act(() => ipc.emit({ type: "sign_in_dropped" }));
    // A link that comes after it is another matter.
    act(() => ipc.emit({ type: "sign_in_dropped" }));
    expect(await screen.findAllByText("This sign-in link is not from a request made here.")).toHaveLength(1);
  });

  it("shows the address to register for an app of one's own, and copies it", async () => {
    const { user, ipc } = await openWaiting({
      registered: "own_app",
      redirectUri: "hitchpost://oauth/callback",
    });
    await user.click(screen.getByTestId("copy-redirect-uri"));
    await waitFor(() => expect(ipc.copied).toEqual(["hitchpost://oauth/callback"]));
    expect(screen.getByTestId("sign-in-steps")).toHaveTextContent("Your own app, done");
  });

  it("shows how far it is, and that it can't be finished by hand before the browser is open", async () => {
    const { ipc } = await openWaiting({ phase: "registering", registered: null });
    const steps = () => within(screen.getByTestId("sign-in-steps")).getAllByRole("listitem");
    const current = () => steps().find((step) => step.getAttribute("aria-current") === "step");
    expect(current()).toHaveTextContent("Register");
    expect(screen.queryByTestId("paste-callback")).toBeNull();
    ipc.setStatus("id-linear", { type: "signing_in", signIn: signIn({ phase: "exchanging" }) });
    await waitFor(() => expect(current()).toHaveTextContent("Token"));
    ipc.setStatus("id-linear", { type: "connecting", step: "handshake", since: 0 });
    await waitFor(() => expect(current()).toHaveTextContent("Connect"));
    ipc.setStatus("id-linear", connected());
    await waitFor(() => expect(screen.queryByTestId("sign-in-steps")).toBeNull());
  });

  it("waits beside others", async () => {
    const other = { ...waiting(), id: "id-notion", name: "Notion", slug: "notion" };
    const { user } = await openWindow({ start: { connections: [waiting(), other] } });
    await user.click(await screen.findByTestId("show-sign-in-linear"));
    await panel();
    await user.click(screen.getByTestId("show-sign-in-notion"));
    expect(await screen.findByTestId("sign-in-panel-notion")).toBeVisible();
    expect(screen.queryByTestId("sign-in-panel-linear")).toBeNull();
    expect(screen.getByTestId("status-linear")).toHaveTextContent("Waiting for browser");
  });

  it("tells of its last minute, also while it is folded away", async () => {
    await openWindow({ start: { connections: [waiting({ deadline: Date.now() + 50_000 })] } });
    expect(await screen.findByText("One minute left to sign in to Linear.")).toBeInTheDocument();
  });

  it("has no accessibility problems", async () => {
    await openWaiting({ registered: "own_app", redirectUri: "hitchpost://oauth/callback" });
    expect(await accessibilityProblems()).toEqual([]);
  });
});

describe("a sign-in that fails", () => {
  it("is begun once more from where it failed", async () => {
    const { user, ipc } = await openWaiting();
    ipc.setStatus("id-linear", nobody({ type: "declined", description: null }).status);
    const card = await within(await panel()).findByRole("alert");
    expect(card).toHaveTextContent("Sign-in was declined in the browser");
    await user.click(within(card).getByRole("button", { name: "Try again" }));
    expect(await within(await panel()).findByTestId("time-left")).toBeVisible();
    expect(asked(ipc, "authorize")).toBe(1);
  });

  it("says why it did not even begin", async () => {
    const { user } = await openWindow({
      start: { connections: [nobody()] },
      authorize: async () => {
        throw new IpcFailure(signInFailure({ type: "port_in_use", port: 33418 }));
      },
    });
    await user.click(await screen.findByTestId("authorize-linear"));
    expect(await within(await panel()).findByRole("alert")).toHaveTextContent("Port 33418 is taken");
    await user.click(screen.getByRole("button", { name: "Use another port" }));
    await waitFor(() => expect(screen.getByTestId("field-loopback_port")).toHaveFocus());
  });

  it("says so although the earlier sign-in goes on to work", async () => {
    const before = connection({ auth: oauth({ accounts: [account()] }), status: connected() });
    const { user, ipc } = await openWindow({ start: { connections: [before] } });
    await user.click(await screen.findByTestId("menu-linear"));
    await user.click(await screen.findByTestId("menu-authorize"));
    await screen.findByTestId("time-left");
    const failure = signInFailure({ type: "timed_out" });
    act(() => ipc.emit({ type: "sign_in_failed", id: "id-linear", failure }));
    act(() => ipc.setStatus("id-linear", connected()));
    expect(await within(await panel()).findByRole("alert")).toHaveTextContent(
      "Sign-in wasn't finished in time",
    );
    await user.click(screen.getByTestId("hide-sign-in"));
    await user.click(screen.getByTestId("menu-linear"));
    await user.click(await screen.findByTestId("menu-authorize"));
    expect(await screen.findByTestId("time-left")).toBeVisible();
    act(() => ipc.emit({ type: "signed_in", id: "id-linear", account: "alice@example.com" }));
    act(() => ipc.setStatus("id-linear", connected()));
    await waitFor(() => expect(screen.queryByTestId("sign-in-panel-linear")).toBeNull());
  });

  it("is told of in passing while it is folded away", async () => {
    const { ipc } = await openWindow({ start: { connections: [waiting()] } });
    await screen.findByTestId("show-sign-in-linear");
    const failure = signInFailure({ type: "timed_out" });
    act(() => ipc.emit({ type: "sign_in_failed", id: "id-linear", failure }));
    expect(await screen.findByText("Linear: Sign-in wasn't finished in time")).toBeVisible();
  });

  it("connects once more when only connecting failed", async () => {
    const { user, ipc } = await openWaiting();
    const failure = { code: "dns", host: "mcp.linear.app" } as const;
    act(() => ipc.setStatus("id-linear", { type: "error", failure, at: 0 }));
    await user.click(await within(await panel()).findByRole("button", { name: "Retry" }));
    await waitFor(() => expect(screen.queryByTestId("sign-in-panel-linear")).toBeNull());
    expect(asked(ipc, "reconnect")).toBe(1);
    expect(asked(ipc, "authorize")).toBe(0);
  });

  it("goes on with S256 once that is said to be fine, and remembers it", async () => {
    const { user, ipc } = await openWindow({
      start: { connections: [nobody({ type: "pkce_unsupported", advertised: null })] },
    });
    await user.click(await screen.findByTestId("details-linear"));
    await user.click(await screen.findByRole("button", { name: "Continue with S256" }));
    expect(await panel()).toHaveTextContent("Finish signing in");
    const saved = ipc.asked.find(([method]) => method === "configureConnection")?.[2];
    expect(saved).toMatchObject({ auth: { settings: { pkce: "allow_unadvertised" } } });
  });

  it("goes on into a private network once that is said to be right, and remembers it", async () => {
    const problem = {
      type: "endpoint_refused",
      what: "token endpoint",
      url: "https://sso.corp/token",
      reason: "address",
    } as const;
    const { user, ipc } = await openWindow({ start: { connections: [nobody(problem)] } });
    await user.click(await screen.findByTestId("details-linear"));
    await user.click(await screen.findByRole("button", { name: "It's on my network: continue" }));
    expect(await panel()).toHaveTextContent("Finish signing in");
    const saved = ipc.asked.find(([method]) => method === "configureConnection")?.[2];
    expect(saved).toMatchObject({ auth: { settings: { allowPrivateAddresses: true } } });
  });

  it("tries the link where a service refuses the loopback address", async () => {
    const { user, ipc } = await openWindow({
      start: {
        connections: [
          nobody({
            type: "registration_refused",
            error: "invalid_redirect_uri",
            description: null,
            redirectUri: "http://127.0.0.1/callback",
          }),
        ],
      },
    });
    await user.click(await screen.findByTestId("details-linear"));
    await user.click(await screen.findByRole("button", { name: "Use the hitchpost:// redirect" }));
    await panel();
    const saved = ipc.asked.find(([method]) => method === "configureConnection")?.[2];
    expect(saved).toMatchObject({ auth: { settings: { redirect: "deep_link" } } });
  });

  it("copies the address that has to be registered", async () => {
    const { user, ipc } = await openWindow({
      start: {
        connections: [nobody({ type: "redirect_not_registered", redirectUri: "hitchpost://oauth/callback" })],
      },
    });
    await user.click(await screen.findByTestId("details-linear"));
    await user.click(await screen.findByRole("button", { name: "Copy redirect URI" }));
    expect(await screen.findByText("Copied the redirect URI.")).toBeVisible();
    expect(ipc.copied).toEqual(["hitchpost://oauth/callback"]);
  });

  it("says that a link from elsewhere was dropped", async () => {
    const { ipc } = await openWindow({ start: { connections: [waiting()] } });
    act(() => ipc.emit({ type: "sign_in_dropped" }));
    expect(await screen.findByText("This sign-in link is not from a request made here.")).toBeVisible();
  });
});

describe("the rows of connections that sign in", () => {
  it("ask for the scope that a call needed", async () => {
    const { user, ipc } = await openWindow({
      start: { connections: [nobody({ type: "scope_missing", needed: ["write"], granted: ["read"] })] },
    });
    expect(await screen.findByText("Needs the “write” scope")).toBeVisible();
    await user.click(screen.getByTestId("authorize-linear"));
    expect(ipc.asked).toContainEqual(["authorize", "id-linear", false, ["write"]]);
  });

  it("begin the sign-in with the key that connects", async () => {
    const { user, ipc } = await openWindow({ start: { connections: [nobody()] } });
    const row = await screen.findByRole("button", { name: /^Linear, Needs sign-in/ });
    act(() => row.focus());
    await user.keyboard("c");
    await panel();
    expect(asked(ipc, "authorize")).toBe(1);
    expect(asked(ipc, "connect")).toBe(0);
  });

  it("authorize again, where connecting alone would not bring the scopes that were entered", async () => {
    const auth = oauth({ accounts: [account()], scopes: ["read", "admin"] });
    const status = connected({ settingsChanged: true });
    const { user, ipc } = await openWindow({ start: { connections: [connection({ auth, status })] } });
    expect(await screen.findByText("Settings changed: reconnect to apply")).toBeVisible();
    await user.click(screen.getByTestId("authorize-linear"));
    await panel();
    expect(asked(ipc, "authorize")).toBe(1);
  });

  it("say since when a sign-in is over", async () => {
    const auth = oauth({ accounts: [account({ expired: true })] });
    const failure = signInFailure({ type: "expired" });
    const since = Date.now() - 3 * 3_600_000;
    await openWindow({
      start: { connections: [connection({ auth, status: { type: "expired", since, failure } })] },
    });
    expect(await screen.findByText("Sign-in expired 3 hours ago")).toBeVisible();
    expect(screen.getByTestId("authorize-linear")).toHaveTextContent("Authorize again");
    expect(screen.getByTestId("status-bar")).toHaveTextContent("1 needs sign-in");
  });

  it("save that a server wants OAuth, then sign in, with one click", async () => {
    const failure = { code: "unauthorized", credential: null, oauth: true, challenge: null } as const;
    const { user, ipc } = await openWindow({
      start: { connections: [connection({ status: { type: "needs_sign_in", failure } })] },
    });
    await user.click(await screen.findByTestId("authorize-linear"));
    expect(await panel()).toHaveTextContent("Finish signing in");
    const saved = ipc.asked.find(([method]) => method === "configureConnection")?.[2];
    expect(saved).toMatchObject({ auth: { type: "oauth" } });
  });
});
