import type { AskKind, AskView, ContentPart } from "@/ipc";

/** A question of Linear's, for the call `c1`. */
export function ask(kind: AskKind, over: Partial<AskView> = {}): AskView {
  return {
    id: `ask-${kind.type}`,
    connectionId: "id-linear",
    connectionName: "Linear",
    calls: ["c1"],
    askedAt: Date.UTC(2026, 10, 21, 9),
    kind,
    ...over,
  };
}

/** A form with these properties. */
export function form(properties: object, required: string[] = [], message = "Who is it for?"): AskKind {
  return { type: "form", message, schema: JSON.stringify({ type: "object", properties, required }) };
}

/** A page to open. */
export function page(over: Partial<Extract<AskKind, { type: "url" }>> = {}): AskKind {
  return {
    type: "url",
    message: "Confirm the payment with your bank.",
    url: "https://pay.linear.app/confirm/8f41?session=17",
    host: "pay.linear.app",
    unicodeHost: null,
    opened: false,
    ...over,
  };
}

/** A conversation to go on with. */
export function conversation(over: Partial<Extract<AskKind, { type: "sampling" }>> = {}): AskKind {
  return {
    type: "sampling",
    messages: [
      { role: "user", content: [said("Summarise the three newest issues of the team.")] },
      { role: "assistant", content: [said("Which team?")] },
      { role: "user", content: [said("Engineering.")] },
    ],
    systemPrompt: "You write short summaries for people in a hurry.",
    maxTokens: 400,
    json: '{\n  "method": "sampling/createMessage"\n}',
    ...over,
  };
}

/** A text in a message. */
export function said(text: string): ContentPart {
  const bytes = new TextEncoder().encode(text).length;
  return { type: "text", text: { part: 0, text, totalBytes: bytes, shownBytes: bytes } };
}

/** A field of every kind that a server may ask for. */
export const everyQuestion: AskKind = form(
  {
    name: { type: "string", title: "Your name", minLength: 2, description: "As it stands in your passport." },
    email: { type: "string", format: "email" },
    site: { type: "string", format: "uri" },
    born: { type: "string", format: "date" },
    from: { type: "string", format: "date-time" },
    seats: { type: "integer", minimum: 1, maximum: 9, default: 2 },
    weight: { type: "number" },
    window: { type: "boolean", title: "Window seat", default: true },
    meal: { type: "string", enum: ["vegan", "vegetarian", "any"], default: "any" },
    class: {
      type: "string",
      title: "Class",
      oneOf: [
        { const: "Y", title: "Economy" },
        { const: "J", title: "Business" },
      ],
    },
    extras: {
      type: "array",
      title: "Extras",
      items: {
        anyOf: [
          { const: "bag", title: "A second bag" },
          { const: "wifi", title: "Wi-Fi on board" },
          { const: "lounge", title: "Lounge" },
        ],
      },
    },
    portalPassword: { type: "string", title: "Portal password" },
  },
  ["name", "email", "window"],
  "To book the seats I need to know who travels. Nothing is paid before you confirm.",
);

/** One question of each kind. */
export const previewAsks: AskView[] = [
  ask(everyQuestion),
  ask(
    page({
      url: "https://pay.linear.app@xn--linar-kva.app/confirm/8f41?session=17&return=https%3A%2F%2Flinear.app",
      host: "xn--linar-kva.app",
      unicodeHost: "linéar.app",
    }),
    { calls: [], connectionName: "Warehouse", connectionId: "id-warehouse" },
  ),
  ask(conversation(), { calls: [] }),
];
