import { previewAsks } from "@/features/asks/testing/asks";
import { sampleChanges } from "@/features/pins/testing/changes";
import { playgroundAnswers, playgroundConnections } from "@/features/playground/testing/preview-world";
import { sampleTraffic } from "@/features/wire/testing/traffic";
import { type Ipc, IpcFailure, type ProbeReport, type StepKind } from "@/ipc";
import { commandConnections } from "./command-data";
import { detailAnswers, oddConnections } from "./detail-world";
import { createFakeIpc, urlOf } from "./fake-ipc";
import { linkNamed, oauthAnswers, oauthConnections } from "./oauth-world";
import { connection, oneOfEachStatus, probeReport } from "./sample-data";
import { needsOAuth, signInFailure } from "./sign-in-data";

/**
 * Cores to look at screens with, by name: `?fake=empty`, `full`, `many`, `oauth`, `playground`, `asks`, `traffic`, `loading`, `broken`;
 * add `&theme=dark`, or `&link=add` for a link that was opened.
 */
export function previewWorld(name: string): Ipc {
  const asked = new URLSearchParams(location.search);
  const theme = asked.get("theme") === "dark" ? "dark" : "light";
  const density = asked.get("density") === "compact" ? "compact" : "comfortable";
  const settings = { theme, density } as const;
  const probe = async (_operation: string, url: string) => after(300, probeOf(url));
  const test: Ipc["testConnection"] = async (_operation, _id, request) => after(700, probeOf(urlOf(request)));
  const common = { probe, testConnection: test };
  switch (name) {
    case "full":
      return createFakeIpc({
        ...common,
        ...detailAnswers,
        start: {
          settings,
          connections: [...oneOfEachStatus(), ...commandConnections(), ...oddConnections()],
        },
      });
    case "traffic":
      return createFakeIpc({
        ...common,
        ...detailAnswers,
        ...sampleTraffic().answers,
        toolChanges: async () => [...sampleChanges],
        start: { settings, connections: oneOfEachStatus() },
      });
    case "many":
      return createFakeIpc({ ...common, start: { settings, connections: manyConnections() } });
    case "oauth": {
      const link = linkNamed(asked.get("link") ?? "");
      const links = link ? [link] : [];
      const start = { settings, connections: oauthConnections(), links };
      return refusing("id-warehouse", createFakeIpc({ ...common, ...oauthAnswers, start }));
    }
    case "playground":
      return createFakeIpc({
        ...common,
        ...playgroundAnswers,
        start: { settings, connections: playgroundConnections },
      });
    case "asks":
      return createFakeIpc({
        ...common,
        ...playgroundAnswers,
        start: { settings, connections: playgroundConnections, asks: previewAsks },
      });
    case "loading":
      return createFakeIpc({ ...common, start: { settings }, connections: () => new Promise(() => {}) });
    case "broken":
      return createFakeIpc({
        ...common,
        start: { settings },
        connections: async () => {
          throw new Error("the list could not be read");
        },
      });
    default:
      return createFakeIpc({ ...common, start: { settings } });
  }
}

/** A core with which one connection cannot sign in. */
function refusing(refused: string, ipc: Ipc): Ipc {
  const failure = signInFailure({
    type: "registration_unavailable",
    redirectUri: "http://127.0.0.1/callback",
  });
  return {
    ...ipc,
    authorize: async (id, ...rest) => {
      if (id === refused) throw new IpcFailure(failure);
      return ipc.authorize(id, ...rest);
    },
  };
}

function manyConnections() {
  return Array.from({ length: 2000 }, (_, n) =>
    connection({ name: `Server ${n + 1}`, slug: `server-${n + 1}` }),
  );
}

/** An address says what it is: `https://token.example/mcp` asks for a token, `https://ownapp.example/mcp` for an app. */
function probeOf(url: string): ProbeReport {
  const failed = (failure: NonNullable<ProbeReport["failure"]>, at: StepKind) =>
    probeReport({ url, failure }, at);
  if (url.includes("token")) return probeReport({ url, auth: { type: "token" }, server: null, tools: null });
  if (url.includes("oauth"))
    return probeReport({ url, auth: needsOAuth("automatic"), server: null, tools: null });
  if (url.includes("ownapp"))
    return probeReport({ url, auth: needsOAuth("own_app"), server: null, tools: null });
  if (url.includes("down")) return failed({ code: "refused", address: "down.example:443" }, "network");
  if (url.includes("html")) {
    return failed({ code: "not_mcp", url, contentType: "text/html", title: "Acme – Home" }, "handshake");
  }
  if (url.includes("nowhere")) return failed({ code: "no_endpoint", path: "/mpc", status: 404 }, "handshake");
  return probeReport({ url });
}

function after<T>(ms: number, value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(() => resolve(value), ms));
}
