import type { Measurement } from '@growth-engine/collector/contract';
import { formatCount } from '../format/units';

/** An interval that reaches further than a factor of two either way says nothing yet. */
const TELLING = Math.log(2);
/** With one comparison there is no spread to go by; so many settle most questions. */
const COMPARISONS = 5;
/** Further ahead than this an estimate would be a guess. */
const FORESEEABLE = 50;

/** Half the interval of the ratio on the log scale; undefined where there is none. */
function halfWidth({ blocks, low, high }: Measurement): number | undefined {
  return blocks >= 2 && low > 0 ? Math.log(high / low) / 2 : undefined;
}

/** Whether the interval is narrow enough to show. */
export function isTelling(measured: Measurement): boolean {
  const half = halfWidth(measured);
  return half !== undefined && half <= TELLING;
}

/** About how many requests an interval worth showing takes: its width shrinks with the root of their number. */
export function requestsNeeded(measured: Measurement): number | undefined {
  const half = halfWidth(measured);
  const times = half === undefined ? COMPARISONS / Math.max(1, measured.blocks) : (half / TELLING) ** 2;
  if (times > FORESEEABLE || measured.n < 1) {
    return undefined;
  }
  const needed = measured.n * Math.max(times, 1.1);
  const step = 10 ** Math.floor(Math.log10(needed));
  return Math.ceil(needed / step) * step;
}

/** `Not enough requests yet: 12 of about 400`. */
export function notEnoughText(measured: Measurement): string {
  const needed = requestsNeeded(measured);
  return `Not enough requests yet: ${formatCount(measured.n)}${needed === undefined ? ' so far' : ` of about ${formatCount(needed)}`}`;
}
