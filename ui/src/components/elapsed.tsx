import { useEffect, useState } from "react";

/** Seconds since something began; nothing in the first. */
export function Elapsed({ since }: { since: number }) {
  const [now, setNow] = useState(since);
  useEffect(() => {
    const tick = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(tick);
  }, []);
  const seconds = Math.floor((now - since) / 1000);
  return seconds > 0 ? <span className="tabular text-fg3">{seconds} s</span> : null;
}
