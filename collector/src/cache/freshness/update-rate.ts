/** Readings of a version, each after an interval in seconds: whether the version had changed in it, once or more often. */
export interface VersionChecks {
  readonly count: number;
  /** When, in milliseconds; ascending. */
  atMs(index: number): number;
  secondsAt(index: number): number;
  changedAt(index: number): boolean;
}

export interface UpdateRate {
  readonly checks: number;
  readonly changes: number;
  /** Changes per second that are likeliest, 0 where none was seen. */
  readonly perSecond: number;
  /** Changes that were found apart from each other: so many updates at least. */
  readonly updates: number;
}

const HALVINGS = 40;

/**
 * Maximum likelihood where changes are Poisson: the sum of a / (e^(ra) - 1) over intervals with a change equals the sum of
 * those without, to which half an interval is added against the bias. With intervals all alike that is
 * -ln((n - X + 0.5) / (n + 0.5)) / I. Cho, Garcia-Molina: Estimating Frequency of Change, TOIT 2003. Changes found within
 * `apartMs` of each other count as one of `updates`.
 */
export function updateRateOf(checks: VersionChecks, apartMs: number): UpdateRate {
  const changed: number[] = [];
  let allSeconds = 0;
  let changedSeconds = 0;
  let updates = 0;
  let lastMs = -Infinity;
  for (let index = 0; index < checks.count; index++) {
    const seconds = checks.secondsAt(index);
    allSeconds += seconds;
    if (!checks.changedAt(index)) continue;
    changedSeconds += seconds;
    changed.push(seconds);
    if (checks.atMs(index) - lastMs > apartMs) updates++;
    lastMs = checks.atMs(index);
  }
  const mean = checks.count === 0 ? 0 : allSeconds / checks.count;
  return {
    checks: checks.count,
    changes: changed.length,
    updates,
    perSecond: likeliest(changed, allSeconds - changedSeconds + mean / 2),
  };
}

/** The rate at which the intervals with a change balance `quietSeconds`. */
function likeliest(changed: readonly number[], quietSeconds: number): number {
  if (changed.length === 0 || !(quietSeconds > 0)) return 0;
  const balance = (rate: number): number => {
    let sum = -quietSeconds;
    for (const seconds of changed) sum += seconds / Math.expm1(rate * seconds);
    return sum;
  };
  // a / (e^(ra) - 1) is below 1/r, so that this rate is too high.
  let high = changed.length / quietSeconds;
  let low = 0;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (balance(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
