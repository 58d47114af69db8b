/**
 * A JSON reader that loses nothing: numbers keep their text, members keep their order and their place.
 * `JSON.parse` rounds 90071992547409911, moves integer-like keys to the front and drops duplicates.
 */

/** A parsed value, with the span of text it came from. */
export type Json = JsonNull | JsonBoolean | JsonNumber | JsonString | JsonArray | JsonObject;

/** Where a value stands in its text: from `start` up to, not including, `end`. */
interface Span {
  start: number;
  end: number;
}

export interface JsonNull extends Span {
  type: "null";
}

export interface JsonBoolean extends Span {
  type: "boolean";
  value: boolean;
}

/** A number as written. */
export interface JsonNumber extends Span {
  type: "number";
  text: string;
}

export interface JsonString extends Span {
  type: "string";
  value: string;
}

export interface JsonArray extends Span {
  type: "array";
  items: Json[];
}

export interface JsonObject extends Span {
  type: "object";
  members: JsonMember[];
}

/** One member of an object; `start` is where its key begins. */
export interface JsonMember {
  key: string;
  value: Json;
  start: number;
}

/** Text that is not JSON: what is wrong, and where. Lines and columns count from one. */
export class JsonSyntaxError extends Error {
  readonly offset: number;
  readonly line: number;
  readonly column: number;

  constructor(reason: string, text: string, offset: number) {
    super(reason);
    this.name = "JsonSyntaxError";
    const before = text.slice(0, offset);
    this.offset = offset;
    this.line = before.split("\n").length;
    this.column = offset - before.lastIndexOf("\n");
  }
}

/** Deeper nesting is refused, so that no text can exhaust the stack. */
const MAX_DEPTH = 500;

/** Reads one JSON value. Throws [JsonSyntaxError] for anything RFC 8259 does not allow. */
export function parseJson(text: string): Json {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

/** Like [parseJson], with the error as a value. */
export function tryParseJson(text: string): Json | JsonSyntaxError {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error;
    throw error;
  }
}

/** The value of the member `key`. Of duplicates the last one counts, as in most servers. */
export function member(object: Json, key: string): Json | undefined {
  return object.type === "object" ? object.members.findLast((m) => m.key === key)?.value : undefined;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** From the space on, without the quote and the backslash. */
const PLAIN_CHARACTERS = /[ !#-[\]-\uffff]*/y;
const SPACE = /[ \t\n\r]*/y;
const SIMPLE_ESCAPES: Record<string, string> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  value(depth: number): Json {
    this.space();
    if (depth > MAX_DEPTH) this.fail("The value is nested too deeply");
    switch (this.text[this.at]) {
      case "{":
        return this.object(depth);
      case "[":
        return this.array(depth);
      case '"': {
        const start = this.at;
        return { type: "string", value: this.string(), start, end: this.at };
      }
      case "t":
        return { type: "boolean", value: true, ...this.word("true") };
      case "f":
        return { type: "boolean", value: false, ...this.word("false") };
      case "n":
        return { type: "null", ...this.word("null") };
      default:
        return this.number();
    }
  }

  end(): void {
    this.space();
    if (this.at < this.text.length) this.fail("There is more text after the end of the value");
  }

  private object(depth: number): JsonObject {
    const start = this.at++;
    const members: JsonMember[] = [];
    this.space();
    while (members.length > 0 || this.text[this.at] !== "}") {
      if (this.text[this.at] !== '"')
        this.fail(
          members.length > 0
            ? "A name in quotes is missing after the comma"
            : "A name in quotes or } is missing",
        );
      const keyStart = this.at;
      const key = this.string();
      this.space();
      if (this.text[this.at] !== ":") this.fail(`A colon is missing after "${key}"`);
      this.at++;
      members.push({ key, value: this.value(depth + 1), start: keyStart });
      if (!this.comma("}")) break;
    }
    this.at++;
    return { type: "object", members, start, end: this.at };
  }

  private array(depth: number): JsonArray {
    const start = this.at++;
    const items: Json[] = [];
    this.space();
    while (items.length > 0 || this.text[this.at] !== "]") {
      items.push(this.value(depth + 1));
      if (!this.comma("]")) break;
    }
    this.at++;
    return { type: "array", items, start, end: this.at };
  }

  /** Steps over a comma; false when `close` stands there instead. */
  private comma(close: string): boolean {
    this.space();
    if (this.text[this.at] === close) return false;
    if (this.text[this.at] !== ",") this.fail(`A comma or ${close} is missing`);
    this.at++;
    this.space();
    return true;
  }

  private string(): string {
    const start = this.at++;
    let value = "";
    for (;;) {
      PLAIN_CHARACTERS.lastIndex = this.at;
      const plain = PLAIN_CHARACTERS.exec(this.text)?.[0] ?? "";
      value += plain;
      this.at += plain.length;
      const next = this.text[this.at];
      if (next === '"') break;
      if (next === undefined || next === "\n") {
        this.at = start;
        this.fail("The text is not closed with a quote");
      }
      if (next !== "\\") this.fail("A control character must be written as an escape, such as \\t");
      value += this.escape();
    }
    this.at++;
    return value;
  }

  private escape(): string {
    const letter = this.text[this.at + 1] ?? "";
    const simple = SIMPLE_ESCAPES[letter];
    if (simple !== undefined) {
      this.at += 2;
      return simple;
    }
    const hex = this.text.slice(this.at + 2, this.at + 6);
    if (letter !== "u" || !/^[0-9a-fA-F]{4}$/.test(hex)) this.fail("This escape is unknown");
    this.at += 6;
    return String.fromCharCode(Number.parseInt(hex, 16));
  }

  private number(): JsonNumber {
    NUMBER.lastIndex = this.at;
    const text = NUMBER.exec(this.text)?.[0];
    if (text === undefined)
      this.fail(this.at < this.text.length ? "A value was expected here" : "The value ends too early");
    const start = this.at;
    this.at += text.length;
    return { type: "number", text, start, end: this.at };
  }

  private word(word: string): Span {
    if (!this.text.startsWith(word, this.at)) this.fail("A value was expected here");
    const start = this.at;
    this.at += word.length;
    return { start, end: this.at };
  }

  private space(): void {
    SPACE.lastIndex = this.at;
    this.at += SPACE.exec(this.text)?.[0].length ?? 0;
  }

  private fail(reason: string): never {
    throw new JsonSyntaxError(reason, this.text, this.at);
  }
}
