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

/** One comparison of the two arms, route by route under weights that are the same for both. Durations in seconds. */
export interface Pair {
  readonly before: number;
  readonly after: number;
  /** Requests that the comparison is worth: harmonic, so that the poorer arm limits it. */
  readonly weight: number;
  /** 0–1: 1 when both arms had as many requests. */
  readonly balance: number;
  readonly requests: number;
}

const meanOf = (cell: Cell): number => cell.sum / cell.count;

/** How much a comparison moves the evidence: its difference in seconds times the requests that it is worth. */
export const differenceOf = ({ before, after, weight }: Pair): number => weight * (after - before);

/**
 * Comparison of the routes that both arms served; undefined where there is none. Each route's weight is
 * n_a n_b / (n_a + n_b), after Mantel & Haenszel (1959): it follows the traffic, gives the least variance, and is the same
 * for both arms, so that a changing mix cannot decide.
 */
export function pairOf(block: Block): Pair | undefined {
  let weight = 0;
  let before = 0;
  let after = 0;
  let countA = 0;
  let countB = 0;
  for (const [route, a] of block.a) {
    const b = block.b.get(route);
    if (b === undefined || a.count === 0 || b.count === 0) continue;
    const worth = (a.count * b.count) / (a.count + b.count);
    weight += worth;
    before += worth * meanOf(a);
    after += worth * meanOf(b);
    countA += a.count;
    countB += b.count;
  }
  const requests = countA + countB;
  if (weight === 0) return undefined;
  return {
    before: before / weight,
    after: after / weight,
    weight,
    balance: (4 * countA * countB) / requests ** 2,
    requests,
  };
}

/**
 * Averages comparisons whose roles were swapped: what sets the two sides apart for good cancels out, unlike shares of the
 * traffic too.
 */
export const averagePairs = (first: Pair, second: Pair): Pair => ({
  before: (first.before + second.before) / 2,
  after: (first.after + second.after) / 2,
  // The variance of an average of two is a quarter of their sum.
  weight: 4 / (1 / first.weight + 1 / second.weight),
  balance: 1,
  requests: first.requests + second.requests,
});
