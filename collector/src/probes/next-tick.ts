/**
 * Milliseconds until the next whole multiple of `everyMs` of the clock, at least half of that: periodic work of one process
 * that keeps to it wakes the processor together, and an idle process seldom.
 */
export function untilNextTick(nowMs: number, everyMs: number): number {
  const left = everyMs - (nowMs % everyMs);
  return left < everyMs / 2 ? left + everyMs : left;
}
