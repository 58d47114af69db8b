/** A command with its key. Keys are written as tinykeys reads them. */
export interface Shortcut {
  keys: string;
  does: string;
}

/** Everything the keyboard can do, as the shortcut list shows it. */
export const SHORTCUTS = {
  addServer: { keys: "$mod+n", does: "Add a server" },
  connections: { keys: "$mod+1", does: "Go to Connections" },
  playground: { keys: "$mod+2", does: "Go to Playground" },
  settings: { keys: "$mod+3", does: "Go to Settings" },
  settingsToo: { keys: "$mod+,", does: "Go to Settings, too" },
  sidebar: { keys: "$mod+b", does: "Show or hide the sidebar's labels" },
  log: { keys: "$mod+j", does: "Show or hide the log of what travels" },
  nextPane: { keys: "F6", does: "Go to the next pane" },
  previousPane: { keys: "Shift+F6", does: "Go to the previous pane" },
  search: { keys: "/", does: "Search the list on this page" },
  find: { keys: "$mod+f", does: "Search the list on this page, also while typing" },
  list: { keys: "$mod+/", does: "Show all shortcuts" },
} as const satisfies Record<string, Shortcut>;

/** Keys that parts of a page handle themselves; listed here so that they can be looked up. */
export const PAGE_SHORTCUTS: readonly { title: string; shortcuts: readonly Shortcut[] }[] = [
  { title: "Everywhere", shortcuts: Object.values(SHORTCUTS) },
  {
    title: "In the list of connections",
    shortcuts: [
      { keys: "↑ ↓", does: "Move between connections, as j and k do" },
      { keys: "Enter", does: "Open its page" },
      { keys: "c", does: "Connect or disconnect" },
      { keys: "r", does: "Reconnect" },
      { keys: "Delete", does: "Remove, as Backspace does (asks first)" },
    ],
  },
  {
    title: "In the Playground",
    shortcuts: [
      { keys: "$mod+Enter", does: "Run the tool, read the resource, get the prompt, or submit an answer" },
      { keys: "$mod+Shift+Enter", does: "Do so although something is missing or doesn't match" },
      { keys: "$mod+Shift+M", does: "Go on from tools to resources to prompts" },
      { keys: "$mod+p", does: "Search what all connections list" },
      { keys: "$mod+f", does: "Search it, or the code that has the focus" },
      { keys: "Escape", does: "Cancel the running call" },
      { keys: "$mod+e", does: "Switch between form and JSON" },
    ],
  },
];
