import type { EvictionPolicy } from '../../contract/index.js';
import type { Prediction } from './prediction.js';

/** Predicted hit ratios of one policy by capacity, smallest capacity first. */
export interface HitRatioCurve {
  readonly policy: EvictionPolicy;
  readonly points: readonly Prediction[];
}

/** A curve per policy, in the order in which policies first occur. */
export function hitRatioCurves(predictions: readonly Prediction[]): readonly HitRatioCurve[] {
  const policies = [...new Set(predictions.map(({ policy }) => policy))];
  return policies.map((policy) => ({
    policy,
    points: predictions.filter((one) => one.policy === policy).sort((one, other) => one.capacity - other.capacity),
  }));
}

/**
 * The hit ratio at a capacity between the points of a curve, by linear interpolation; undefined outside of them. Nobody knows
 * on which side of the capacity a cliff between two points stands, so the interval reaches from the lower to the higher one.
 */
export function hitRatioAt({ points }: HitRatioCurve, capacity: number): Prediction | undefined {
  const exact = points.find((point) => point.capacity === capacity);
  if (exact !== undefined) return exact;
  const next = points.findIndex((point) => point.capacity > capacity);
  const [before, after] = [points[next - 1], points[next]];
  if (before === undefined || after === undefined) return undefined;
  const share = (capacity - before.capacity) / (after.capacity - before.capacity);
  return {
    policy: before.policy,
    capacity,
    hitRatio: before.hitRatio + (after.hitRatio - before.hitRatio) * share,
    low: Math.min(before.low, after.low),
    high: Math.max(before.high, after.high),
  };
}
