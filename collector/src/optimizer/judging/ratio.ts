import type { Pair } from './pairs.js';

export interface RatioEstimate {
  readonly before: number;
  readonly after: number;
  readonly ratio: number;
  /** 90 % interval of the ratio. */
  readonly low: number;
  readonly high: number;
  readonly requests: number;
}

/** Two-sided 90 % quantile of Student's t, by the usual expansion (Abramowitz & Stegun 26.7.5). */
const tQuantile = (degrees: number): number => {
  const z = 1.6449;
  return z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2);
};

/**
 * Ratio of the means of after and before with its 90 % interval: linearised ratio estimator over blocks (Cochran,
 * Sampling Techniques, §6.4), blocks weighted by the requests that they are worth, taken on the log scale. Undefined
 * without a measured pair.
 */
export function ratioOf(pairs: readonly Pair[]): RatioEstimate | undefined {
  const n = pairs.length;
  if (n === 0) return undefined;
  const weights = pairs.reduce((sum, pair) => sum + pair.weight, 0);
  const before = pairs.reduce((sum, pair) => sum + pair.weight * pair.before, 0) / weights;
  const after = pairs.reduce((sum, pair) => sum + pair.weight * pair.after, 0) / weights;
  const requests = pairs.reduce((sum, pair) => sum + pair.requests, 0);
  if (before <= 0) return undefined;
  const ratio = after / before;
  if (n < 2 || ratio === 0) return { before, after, ratio, low: 0, high: Math.max(ratio * 10, 10), requests };
  const squares = pairs.reduce((sum, pair) => sum + (pair.weight * (pair.after - ratio * pair.before)) ** 2, 0);
  const error = Math.sqrt((squares * n) / (n - 1)) / weights / before / ratio;
  const spread = Math.exp(Math.min(tQuantile(n - 1) * error, 20));
  return { before, after, ratio, low: ratio / spread, high: ratio * spread, requests };
}
