/** Words that stand in names of things no server needs to be told. */
const SECRET =
  /(?:^|[^a-z])(?:pass(?:word|wd|phrase|code)?|pwd|secrets?|tokens?|api[ _-]?keys?|private[ _-]?keys?|credentials?|pin|otp|cvv|cvc|ssn|card[ _-]?number|credit[ _-]?card|seed[ _-]?phrase)(?:[^a-z]|$)/i;

/** Whether a field, by what it is called, asks for a password or the like. */
export function looksSecret(...names: (string | undefined)[]): boolean {
  return names.some((name) => name !== undefined && SECRET.test(spaced(name)));
}

/** `apiKey` as `api Key`. */
function spaced(name: string): string {
  return name.replace(/([a-z\d])([A-Z])/g, "$1 $2");
}
