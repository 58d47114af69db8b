/**
 * What doesn't show as what it is: controls, what hides or reorders others (also what only varies its neighbour),
 * fillers that look blank, and blanks but the space.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Z}/gu;

const SHORT: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escapeOf(character: string): string {
  return SHORT[character] ?? `\\u{${character.codePointAt(0)?.toString(16)}}`;
}

/** The text on one line, with everything in it to be seen. */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, escapeOf);
}

/** The same with what stands for unseen characters in another colour: letters that only look like it have none. */
export function VisibleText({ children }: { children: string }) {
  let end = 0;
  const parts = [...children.matchAll(UNSEEN)].map(({ 0: character, index }) => {
    const before = children.slice(end, index);
    end = index + character.length;
    return { before, character, index };
  });
  return (
    <>
      {parts.map(({ before, character, index }) => (
        <span key={index}>
          {before}
          <mark className="bg-transparent font-semibold text-auth">{escapeOf(character)}</mark>
        </span>
      ))}
      {children.slice(end)}
    </>
  );
}
