import type { Block, Cell } from './pairs.js';

/** By how much the odds of a failure may have grown; bets on each are mixed. */
const ODDS = [1.5, 3, 10] as const;
/** Failures of one block beyond this many are one incident, not independent evidence. */
const CLUSTER = 4;

export interface Tally {
  requests: number;
  failures: number;
}

export interface FailureEvidence {
  readonly before: Readonly<Tally>;
  readonly after: Readonly<Tally>;
  /** E-value for more failures under b, and for fewer. */
  readonly eMore: number;
  readonly eFewer: number;
}

function tally(cells: ReadonlyMap<string, Cell>): Tally {
  const sum: Tally = { requests: 0, failures: 0 };
  for (const { count, failures } of cells.values()) {
    sum.requests += count;
    sum.failures += failures;
  }
  return sum;
}

function addTo(sum: Tally, other: Tally): void {
  sum.requests += other.requests;
  sum.failures += other.failures;
}

/** Wealth of one side's bets, in logs. */
class Bets {
  readonly #logs = ODDS.map(() => 0);
  peak = 1;

  /** @param shares Probability that a failure falls on b: under the null, and per bet. */
  place(a: number, b: number, share: number, shares: readonly number[]): void {
    const damp = Math.min(1, CLUSTER / (a + b));
    let sum = 0;
    for (const [index, bet] of shares.entries()) {
      const gain = damp * (b * Math.log(bet / share) + a * Math.log((1 - bet) / (1 - share)));
      const log = Math.min(700, (this.#logs[index] ?? 0) + gain);
      this.#logs[index] = log;
      sum += Math.exp(log);
    }
    this.peak = Math.max(this.peak, sum / shares.length);
  }
}

/**
 * Sequential likelihood ratio of failures (5xx and rejections): given how many failed in a block, under the null they fall
 * on the arms like the requests do. A mixture of such ratios is an e-process (Ramdas et al., arXiv 2210.01948).
 */
export function failureEvidence(blocks: readonly Block[]): FailureEvidence {
  const before: Tally = { requests: 0, failures: 0 };
  const after: Tally = { requests: 0, failures: 0 };
  const more = new Bets();
  const fewer = new Bets();
  for (const block of blocks) {
    const a = tally(block.a);
    const b = tally(block.b);
    addTo(before, a);
    addTo(after, b);
    if (a.failures + b.failures === 0) continue;
    // Rejected requests are not among the answered ones: an arm that rejects everything has still been exposed.
    const exposureA = Math.max(a.requests, a.failures);
    const exposureB = Math.max(b.requests, b.failures);
    if (exposureA === 0 || exposureB === 0) continue;
    const share = exposureB / (exposureA + exposureB);
    const up = ODDS.map((odds) => (odds * share) / (odds * share + 1 - share));
    const down = ODDS.map((odds) => share / (share + odds * (1 - share)));
    more.place(a.failures, b.failures, share, up);
    fewer.place(a.failures, b.failures, share, down);
  }
  return { before, after, eMore: more.peak, eFewer: fewer.peak };
}
