import type { Arm } from '../../contract/index.js';

/** Requests of one route under one arm. Durations in seconds. */
export interface Cell {
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  /** 5xx answers and rejections. */
  readonly failures: number;
}

export const EMPTY_CELL: Cell = { count: 0, sum: 0, sumOfSquares: 0, failures: 0 };

export const addCells = (left: Cell, right: Cell): Cell => ({
  count: left.count + right.count,
  sum: left.sum + right.sum,
  sumOfSquares: left.sumOfSquares + right.sumOfSquares,
  failures: left.failures + right.failures,
});

/** What was measured under both arms at the same time: route → cell. */
export type Block = Readonly<Record<Arm, ReadonlyMap<string, Cell>>>;

/** Traffic and mean response time per route before the trial; fixes the weights, so that a changing mix cannot decide. */
export interface RouteBaseline {
  readonly requestsPerSecond: number;
  readonly meanSeconds: number;
  /** Standard deviation ÷ mean of single requests. */
  readonly variation: number;
}
export type Baseline = ReadonlyMap<string, RouteBaseline>;

/** One comparison of the two arms, route by route under fixed weights. */
export interface Pair {
  readonly before: number;
  readonly after: number;
  /** (after − before) ÷ the baseline's mean. */
  readonly difference: number;
  readonly requests: number;
}

const meanOf = (cell: Cell): number => cell.sum / cell.count;

/** Weighted comparison of the routes that both arms served; undefined where there is none. */
export function pairOf(block: Block, baseline: Baseline): Pair | undefined {
  let weights = 0;
  let before = 0;
  let after = 0;
  let reference = 0;
  let requests = 0;
  for (const [route, a] of block.a) {
    const b = block.b.get(route);
    if (b === undefined || a.count === 0 || b.count === 0) continue;
    const known = baseline.get(route);
    const weight = known?.requestsPerSecond ?? MINOR_TRAFFIC;
    weights += weight;
    before += weight * meanOf(a);
    after += weight * meanOf(b);
    reference += weight * (known?.meanSeconds ?? meanOf(a));
    requests += a.count + b.count;
  }
  if (weights === 0 || reference === 0) return undefined;
  return { before: before / weights, after: after / weights, difference: (after - before) / reference, requests };
}

/** Weight of a route that the baseline has not seen, in requests per second. */
const MINOR_TRAFFIC = 0.01;

/** Averages comparisons whose roles were swapped: what sets the two sides apart for good cancels out. */
export const averagePairs = (first: Pair, second: Pair): Pair => ({
  before: (first.before + second.before) / 2,
  after: (first.after + second.after) / 2,
  difference: (first.difference + second.difference) / 2,
  requests: first.requests + second.requests,
});

/**
 * Expected variance of one pair's difference: mean of n requests has the squared variation ÷ n.
 * @param secondsPerArm How long each arm is measured for one pair, times its share of the traffic.
 */
export function expectedVariance(baseline: Baseline, secondsPerArm: number): number {
  let reference = 0;
  let variance = 0;
  for (const { requestsPerSecond, meanSeconds, variation } of baseline.values()) {
    const time = requestsPerSecond * meanSeconds;
    reference += time;
    variance += (time * variation) ** 2 * (2 / Math.max(1, requestsPerSecond * secondsPerArm));
  }
  return reference === 0 ? 0.25 : Math.min(4, Math.max(0.0025, variance / reference ** 2));
}
