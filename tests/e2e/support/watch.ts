//! What journeys put into the page to watch it. These functions travel as text, so they use nothing around them.

/** Something a page should never say. */
export interface Trouble {
  kind: "policy" | "console" | "thrown";
  text: string;
}

declare global {
  interface Window {
    journey: {
      troubles: Trouble[];
      /** The longest time the page did nothing for us, in milliseconds, while the heart beats. */
      longestPause: number;
      beating: number | undefined;
    };
  }
}

/** Notes policy violations, logged errors and uncaught errors from now on, and earlier violations too. */
export function watchPage(): void {
  const troubles: Trouble[] = [];
  window.journey = { troubles, longestPause: 0, beating: undefined };
  document.addEventListener("securitypolicyviolation", (event) => {
    troubles.push({ kind: "policy", text: `${event.effectiveDirective} refused ${event.blockedURI}` });
  });
  if ("ReportingObserver" in window) {
    const note = (reports: { body?: unknown }[]) => {
      for (const { body } of reports) troubles.push({ kind: "policy", text: JSON.stringify(body) });
    };
    new ReportingObserver((reports) => note(reports), { types: ["csp-violation"], buffered: true }).observe();
  }
  window.addEventListener("error", (event) => troubles.push({ kind: "thrown", text: event.message }));
  window.addEventListener("unhandledrejection", (event) => {
    troubles.push({ kind: "thrown", text: String(event.reason) });
  });
  const log = console.error;
  console.error = (...words: unknown[]) => {
    troubles.push({ kind: "console", text: words.map(String).join(" ") });
    log(...words);
  };
}

/** Measures how long the page is busy at a time. */
export function startHeart(): void {
  const { journey } = window;
  journey.longestPause = 0;
  let last = performance.now();
  journey.beating = window.setInterval(() => {
    const now = performance.now();
    journey.longestPause = Math.max(journey.longestPause, now - last);
    last = now;
  }, 20);
}

/** Ends the measurement; the longest pause in milliseconds. */
export function stopHeart(): number {
  window.clearInterval(window.journey.beating);
  return window.journey.longestPause;
}
