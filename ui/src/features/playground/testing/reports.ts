import type { CallOutcome, CallReport, ContentPart, TextPart, WireFrame } from "@/ipc";

/** A text part that is all there. */
export function textPart(text: string, part = 1): TextPart {
  const bytes = new TextEncoder().encode(text).length;
  return { part, text, totalBytes: bytes, shownBytes: bytes };
}

/** A text part of which only the beginning came along. */
export function beginningOf(text: string, totalBytes: number, part = 1): TextPart {
  return { ...textPart(text, part), totalBytes };
}

interface Answer {
  content: ContentPart[];
  structured?: unknown;
  isError?: boolean;
}

/** The outcome of a call that was answered. */
export function completed({ content, structured, isError = false }: Answer): CallOutcome {
  const whole = { content, ...(structured === undefined ? {} : { structuredContent: structured }), isError };
  return {
    type: "completed",
    isError,
    content,
    structured: structured === undefined ? null : textPart(JSON.stringify(structured, null, 2), 90),
    json: textPart(JSON.stringify(whole, null, 2), 0),
  };
}

/** A finished call with this outcome. */
export function report(callId: string, outcome: CallOutcome, over: Partial<CallReport> = {}): CallReport {
  const sizeBytes = outcome.type === "completed" ? outcome.json.totalBytes : 0;
  return {
    callId,
    outcome,
    startedAt: Date.UTC(2026, 10, 21, 9),
    durationMs: 412,
    sizeBytes,
    wire: exchange,
    ...over,
  };
}

/** A block of text. */
export function text(value: string, part = 1): ContentPart {
  return { type: "text", text: textPart(value, part) };
}

const requestBody =
  '{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"add","arguments":{"a":2,"b":3}}}';
const responseBody =
  '{"jsonrpc":"2.0","id":7,"result":{"content":[{"type":"text","text":"5"}],"structuredContent":{"sum":5}}}';

/** A request and its answer as they travelled. */
export const exchange: WireFrame[] = [
  frame({
    direction: "sent",
    kind: "http_request",
    head: "POST https://mcp.linear.app/mcp",
    headers: [
      ["content-type", "application/json"],
      ["accept", "application/json, text/event-stream"],
      ["authorization", "Bearer ••1f3a"],
      ["mcp-protocol-version", "2026-07-28"],
    ],
    body: requestBody,
  }),
  frame({
    atMs: 398,
    direction: "received",
    kind: "http_response",
    head: "200 OK",
    headers: [["content-type", "application/json"]],
    body: responseBody,
  }),
];

/** One frame of an exchange. */
export function frame(over: Partial<WireFrame>): WireFrame {
  const body = over.body ?? null;
  return {
    atMs: 0,
    direction: "sent",
    kind: "http_request",
    head: "",
    headers: [],
    body,
    bodyBytes: body?.length ?? 0,
    ...over,
  };
}

/** A small picture with transparency: 240 × 150 pixels. */
export const picture: ContentPart = {
  type: "image",
  mimeType: "image/png",
  data: "iVBORw0KGgoAAAANSUhEUgAAAPAAAACWCAMAAADXJvXnAAAADFBMVEUAAAAfX8QUPIIAkWqMP7hjAAAABHRSTlMA////sy1AiAAAAhFJREFUeNrt3VFuwzAMA9BWvP+d97EBRYtidWPLokzyAs4D85XY8u3mOI7jOI7jOA5/4n2ksGeiYyxa2lPMz577uxxE/mh9rz6Aex9Jd/J32hezBrcx+aL22dzPe7+aZuKY9TYreZ7bq+Ql3AdZo94+Ja/0dhAv5TZ4rZd7ycUJXmpxipdYnOSlFad5ScWJXk5xpvdPLOTlE2d72cT5XjKxGniHl0m8x0sk3uT9FQsVTFPxNi9JxbEZHEJeCvFWL8FLHQXgECq4vmI1cJSAQ6jg4oqjCBxCBddWrAaOMnAIFVxZscGHg4u8dWKDDT4LHKXgECq4qmKDDTbYYIMNNthggw022GCDDTbYYIMN7giW+mrpD/EGG+z/pf4hbjAdWGoXjzemSYCl9lrK7abV2y/tIwASYKlTLXLnlvROpsmdPdQ7Xap3fljuhLjeDICzpjxgJNvmeAw9jcHrwdg0iwc0YGyZtgQiMDbM0wIfOHdiGhcY6TPxQAZG8tRD0IGROtcShGAkTi4FJRhps2lBCkbS9GHQgpEyXxrEYCRMEAc1eOFrfY27H4yltwCgARgL73lAC/B8yRPcGjCW3NWCRuAH+fJtPJdXLgJfI89zC8GYuFELLcFP5G/uTJtbtBL8Yh66FW96xWLwK/lDFqxXDh43r1mMATyAXrcQC/gf9NpFmMBbYrDBBhtssMEGG2xwDfgHqCNxL8sJ5lYAAAAASUVORK5CYII=",
  bytes: 626,
  width: 240,
  height: 150,
  part: 3,
};
