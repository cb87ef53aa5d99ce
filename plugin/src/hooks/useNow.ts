import { useEffect, useState } from 'react';

/** The time of day in epoch milliseconds, renewed every `everyMs` (not for `undefined`), for "3 min ago" and countdowns. */
export function useNow(everyMs: number | undefined): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (everyMs === undefined) {
      return undefined;
    }
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
