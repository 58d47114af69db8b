import { useEffect, useState } from "react";
import { formatLeft } from "@/lib/format";

/** The time, every second. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const tick = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(tick);
  }, []);
  return now;
}

/** `4:32 left`, running down. Screen readers hear it when they ask, and once when a minute is left. */
export function TimeLeft({ deadline }: { deadline: number }) {
  const now = useNow();
  return (
    <span role="timer" className="tabular whitespace-nowrap">
      {formatLeft(deadline - now)} left
    </span>
  );
}
