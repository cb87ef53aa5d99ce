import type { Block, Cell } from './pairs.js';

/** By how much the odds of a failure may have grown; bets on each are mixed. */
const ODDS = [1.5, 3, 10] as const;

interface Tally {
  readonly requests: number;
  readonly failures: number;
}

const tally = (cells: Iterable<Cell>): Tally => {
  let requests = 0;
  let failures = 0;
  for (const cell of cells) {
    requests += cell.count;
    failures += cell.failures;
  }
  return { requests, failures };
};

export interface FailureEvidence {
  readonly before: Tally;
  readonly after: Tally;
  /** E-value for more failures under b, and for fewer. */
  readonly eMore: number;
  readonly eFewer: number;
}

const mixture = (logs: readonly number[]): number =>
  Math.exp(Math.min(700, Math.max(...logs))) === Infinity
    ? Infinity
    : logs.reduce((sum, value) => sum + Math.exp(Math.min(value, 700)), 0) / logs.length;

/**
 * Sequential likelihood ratio of failures: given how many failed in a block, under the null they fall on the arms like
 * the requests do. `minCluster` failures of one block count as that many at most, so that one burst cannot decide.
 */
export function failureEvidence(blocks: readonly Block[]): FailureEvidence {
  const more = ODDS.map(() => 0);
  const fewer = ODDS.map(() => 0);
  let before: Tally = { requests: 0, failures: 0 };
  let after: Tally = { requests: 0, failures: 0 };
  let eMore = 1;
  let eFewer = 1;
  for (const block of blocks) {
    const a = tally(block.a.values());
    const b = tally(block.b.values());
    before = { requests: before.requests + a.requests, failures: before.failures + a.failures };
    after = { requests: after.requests + b.requests, failures: after.failures + b.failures };
    if (a.requests + a.failures === 0 || b.requests + b.failures === 0 || a.failures + b.failures === 0) continue;
    // Rejected requests are no answered requests: the share of b is taken over both.
    const exposureA = Math.max(a.requests, a.failures);
    const exposureB = Math.max(b.requests, b.failures);
    const share = exposureB / (exposureA + exposureB);
    const damp = Math.min(1, CLUSTER / (a.failures + b.failures));
    ODDS.forEach((odds, index) => {
      const up = (odds * share) / (odds * share + 1 - share);
      const down = share / (share + odds * (1 - share));
      more[index] =
        (more[index] ?? 0) + damp * (b.failures * Math.log(up / share) + a.failures * Math.log((1 - up) / (1 - share)));
      fewer[index] =
        (fewer[index] ?? 0) +
        damp * (b.failures * Math.log(down / share) + a.failures * Math.log((1 - down) / (1 - share)));
    });
    eMore = Math.max(eMore, mixture(more));
    eFewer = Math.max(eFewer, mixture(fewer));
  }
  return { before, after, eMore, eFewer };
}

/** Failures of one block beyond this many are one incident, not independent evidence. */
const CLUSTER = 4;
