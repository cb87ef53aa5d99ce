import { quantile } from '../bench/lib/statistics.js';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Slope {
  /** Of y per x. */
  readonly value: number;
  readonly interval: readonly [low: number, high: number];
}

/** Of the normal distribution, 95 % two-sided. */
const Z = 1.96;

/**
 * Median of the slopes between all pairs of points, which a quarter of outliers does not move, and its 95 % interval from the
 * distribution of Kendall's S (P. K. Sen, "Estimates of the Regression Coefficient Based on Kendall's Tau", JASA 63, 1968).
 * The points are taken for independent: after garbage collections they nearly are.
 */
export function theilSen(points: readonly Point[]): Slope {
  const slopes = points.flatMap((a, index) => points.slice(index + 1).map((b) => (b.y - a.y) / (b.x - a.x)));
  const count = points.length;
  if (slopes.length < 3) return { value: NaN, interval: [NaN, NaN] };
  slopes.sort((a, b) => a - b);
  const spread = Z * Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18);
  const at = (rank: number): number => slopes[Math.min(slopes.length - 1, Math.max(0, Math.round(rank)))] ?? NaN;
  return {
    value: quantile(slopes, 0.5),
    interval: [at((slopes.length - spread) / 2 - 1), at((slopes.length + spread) / 2)],
  };
}
