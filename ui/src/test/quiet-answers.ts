import { type Ipc, IpcFailure } from "@/ipc";

/** What a core answers where nothing is: no resources, prompts, traffic or changes. */
export const quietAnswers = {
  health: async () => ({
    reachable: true,
    status: "active",
    toolCount: 23,
    latencyMs: 84,
    protocol: "2026-07-28",
    reason: null,
  }),
  stderr: async () => "",
  toolChanges: async () => [],
  resources: async (id) => ({
    connectionId: id,
    resources: [],
    templates: [],
    rejected: [],
    cut: null,
    listedAt: Date.UTC(2026, 10, 21, 9),
    canSubscribe: false,
    canComplete: false,
  }),
  prompts: async (id) => ({
    connectionId: id,
    prompts: [],
    rejected: [],
    cut: null,
    listedAt: Date.UTC(2026, 10, 21, 9),
    canComplete: false,
  }),
  readResource: async ({ uri }) => {
    throw new IpcFailure({ code: "not_found", what: "resource", name: uri });
  },
  getPrompt: async ({ prompt }) => {
    throw new IpcFailure({ code: "not_found", what: "prompt", name: prompt });
  },
  expandTemplate: async (template) => ({ uri: template, missing: [] }),
  complete: async () => ({ values: [], total: null, hasMore: false }),
  subscribeResource: async () => {},
  setLogLevel: async () => {},
  wire: async () => ({ entries: [], total: 0, dropped: 0, bytes: 0 }),
  wireEntry: async (seq) => {
    throw new IpcFailure({ code: "not_found", what: "entry", name: String(seq) });
  },
  watchWire: async () => {},
  clearWire: async () => {},
  exportWire: async () => ({ path: "/home/you/Downloads/hitchpost-log.jsonl", bytes: 42 }),
  choosePath: async () => null,
} satisfies Partial<Ipc>;
