/** Waits for something to come true, and says what it waited for when it does not. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false | null>,
  seconds = 20,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  let trouble = "";
  for (;;) {
    try {
      const found = await look();
      if (found !== undefined && found !== false && found !== null) return found;
    } catch (error) {
      trouble = `: ${error instanceof Error ? error.message : error}`;
    }
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}${trouble}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Gives up on work that takes longer than it may. */
export async function within<T>(seconds: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${seconds} s`)), seconds * 1000);
  });
  // When it is given up, its own failure has no reader any more.
  work.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
