/** "40 seconds", "12 minutes", "5 hours". */
export function spanOf(seconds: number): string {
  const [amount, unit] =
    seconds < 90 ? [seconds, 'second'] : seconds < 5400 ? [seconds / 60, 'minute'] : [seconds / 3600, 'hour'];
  const rounded = Math.max(1, Math.ceil(amount));
  return `${rounded} ${unit}${rounded === 1 ? '' : 's'}`;
}

/** The time from now until an ISO 8601 instant, for people: "12 minutes". */
export const spanUntil = (until: string, nowMs: number): string => spanOf((Date.parse(until) - nowMs) / 1000);
