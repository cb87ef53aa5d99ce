/**
 * Share of steady reads that come after a change where changes are Poisson at a rate and entries live for a TTL:
 * 1 - (1 - e^(-x)) / x for x = rate * TTL. 0 to 1. Cho, Garcia-Molina: Synchronizing a Database to Improve Freshness,
 * SIGMOD 2000, section 4.
 */
export function staleShareOf(rateTimesTtl: number): number {
  // The difference of nearly equal numbers loses all its digits; the series is x/2 - x²/6.
  if (rateTimesTtl < 1e-4) return Math.max(0, rateTimesTtl / 2);
  return 1 + Math.expm1(-rateTimesTtl) / rateTimesTtl;
}

const HALVINGS = 60;

/**
 * The longest TTL, in seconds, at which that share stays within `share` (0 to 1, both excluded); about 2 * share / rate where
 * that is small. `ratePerSecond` 0: Infinity.
 */
export function ttlSecondsFor(ratePerSecond: number, share: number): number {
  if (!(ratePerSecond > 0)) return Infinity;
  let low = 0;
  // 1 - 1/x lies below the share at x, so that this is above what is looked for.
  let high = 1 / (1 - share) + 2 * share;
  while (staleShareOf(high) < share) high *= 2;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (staleShareOf(middle) < share) low = middle;
    else high = middle;
  }
  return low / ratePerSecond;
}
