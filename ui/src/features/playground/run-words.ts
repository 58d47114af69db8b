/** How a call of a tool, a reading or a fetching is spoken of. */
export interface RunWords {
  /** On the button. */
  verb: string;
  again: string;
  /** Before the shortcut, where no result is yet. */
  hint: string;
  waiting: string;
  /** After the name, for those who hear it. */
  running: string;
  failed: string;
  stopped: string;
}

/** Calling a tool. */
export const CALLING: RunWords = {
  verb: "Run",
  again: "Run again",
  hint: "Run the tool with",
  waiting: "Waiting for the result…",
  running: "is running",
  failed: "The call failed",
  stopped: "You stopped the call. The server was told, but may have done part of the work.",
};

/** Reading a resource. */
export const READING: RunWords = {
  verb: "Read",
  again: "Read again",
  hint: "Read the resource with",
  waiting: "Waiting for the contents…",
  running: "is being read",
  failed: "It couldn't be read",
  stopped: "You stopped reading. The server was told.",
};

/** Getting a prompt. */
export const GETTING: RunWords = {
  verb: "Get",
  again: "Get again",
  hint: "Get the prompt with",
  waiting: "Waiting for the messages…",
  running: "is being fetched",
  failed: "It couldn't be fetched",
  stopped: "You stopped the request. The server was told.",
};
