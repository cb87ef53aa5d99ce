import type { HitRatioCurve } from '../simulation/hit-ratio-curve.js';
import type { Prediction } from '../simulation/prediction.js';

/** A cache that asks for its share of the memory. */
export interface CapacityDemand {
  readonly name: string;
  /** Entries that it may hold now. */
  readonly capacity: number;
  /** Mean size of an entry, more than 0. */
  readonly bytesPerEntry: number;
  /** How much a hit is worth against those of other caches: look-ups per second, times the cost of a miss where known. */
  readonly weight: number;
  /** Of the policy in use. */
  readonly curve: HitRatioCurve;
}

/** Entries for every cache by name. */
export type CapacityDivision = ReadonlyMap<string, number>;

/** Hit ratio below the best one at which a curve counts as flat. */
export const PLATEAU = 0.01;
/** What a smaller size may lose at the lower end of its interval: beyond that it stands near a cliff. */
const WORST_LOSS = 0.03;

/** The smallest predicted size within one point of the best one; the present capacity where nothing is predicted. */
export function chooseCapacity(curve: HitRatioCurve, present: number): number {
  return smallestOf(curve.points)?.capacity ?? present;
}

function smallestOf(points: readonly Prediction[]): Prediction | undefined {
  const best = Math.max(...points.map(({ hitRatio }) => hitRatio));
  return points.find(({ hitRatio, low }) => hitRatio >= best - PLATEAU && low >= best - WORST_LOSS) ?? points.at(-1);
}

interface Share {
  readonly demand: CapacityDemand;
  point: Pick<Prediction, 'capacity' | 'hitRatio'>;
  readonly wanted: number;
}

/**
 * Divides `budgetBytes` among caches. Each wants the smallest size within one point of its plateau; where that is more than
 * there is, all begin at their smallest predicted size, and what is left goes step by step to the one that gains most per
 * byte. Not even that may be enough: then they keep it until smaller sizes are predicted. Steps may leap over sizes: on the flat side of a cliff the next size gains nothing, the one after it everything.
 */
export function divideMemory(demands: readonly CapacityDemand[], budgetBytes: number): CapacityDivision {
  const bytesOf = ({ demand, point }: Share): number => point.capacity * demand.bytesPerEntry;
  const shares = demands.map((demand): Share => {
    const [smallest = { capacity: demand.capacity, hitRatio: 0 }] = demand.curve.points;
    return { demand, point: smallest, wanted: chooseCapacity(demand.curve, demand.capacity) };
  });
  let left = budgetBytes - shares.reduce((sum, share) => sum + bytesOf(share), 0);
  for (; left > 0;) {
    let best: { readonly share: Share; readonly point: Prediction; readonly bytes: number } | undefined;
    let bestWorth = -Infinity;
    for (const share of shares) {
      for (const point of share.demand.curve.points) {
        const entries = point.capacity - share.point.capacity;
        const bytes = entries * share.demand.bytesPerEntry;
        if (entries <= 0 || point.capacity > share.wanted || bytes > left) continue;
        const worth = (share.demand.weight * (point.hitRatio - share.point.hitRatio)) / bytes;
        if (worth <= bestWorth) continue;
        bestWorth = worth;
        best = { share, point, bytes };
      }
    }
    if (best === undefined) break;
    best.share.point = best.point;
    left -= best.bytes;
  }
  return new Map(shares.map(({ demand, point }) => [demand.name, point.capacity]));
}
