import type { JudgingMethod, Measurement } from '../../contract/index.js';
import type { Goal } from '../rules/types.js';
import type { Difference } from './betting.js';
import { DECIDING_E_VALUE, peakWealth } from './betting.js';
import { failureEvidence } from './failures.js';
import type { FailureEvidence } from './failures.js';
import type { Block, Pair } from './pairs.js';
import { differenceOf } from './pairs.js';
import { ratioOf } from './ratio.js';

/** What a trial has brought so far. */
export interface Evidence {
  /** Comparisons in the order in which they became known. */
  readonly pairs: readonly Pair[];
  /** The newest comparisons, also of halves whose roles have not been swapped yet: for the fast guard only. */
  readonly recent: readonly Pair[];
  readonly blocks: readonly Block[];
}

export type Verdict =
  | { readonly kind: 'gain' }
  | { readonly kind: 'harm'; readonly why: string }
  | { readonly kind: 'no-gain' }
  | { readonly kind: 'undecided' };

export interface Judgement {
  readonly verdict: Verdict;
  readonly measurement: Measurement | undefined;
}

export interface JudgeOptions {
  readonly goal: Goal;
  readonly method: JudgingMethod;
  /** The time is over: what has not been shown will not be. */
  readonly isOver: boolean;
}

/** Fewer comparisons than this decide nothing but harm. */
const MIN_PAIRS = 5;
/** Before and after differ by themselves: a gain must be larger than the usual drift. */
const DRIFT_RATIO = 0.9;
/** A change that relieves something else may cost this much. */
const TOLERATED_RATIO = 1.1;
/** After so many comparisons an interval wholly above this ends the trial early: there is no gain worth having. */
const FUTILE_PAIRS = 12;
const FUTILE_RATIO = 0.95;
const FAST_PAIRS = 3;
const FAST_RATIO = 3;
const FAST_EACH = 2;
/** Three blocks of 8 requests per arm fell for noise in one of sixteen trials (lognormal times, sigma 1). */
const FAST_REQUESTS = 72;
const FAILURE_MARGIN = 0.005;

/** The newest comparisons that are enough to speak at once; undefined when there are too few. */
function newestOf(recent: readonly Pair[]): readonly Pair[] | undefined {
  let requests = 0;
  for (let taken = 1; taken <= recent.length; taken++) {
    requests += recent[recent.length - taken]?.requests ?? 0;
    if (taken >= FAST_PAIRS && requests >= FAST_REQUESTS) return recent.slice(-taken);
  }
  return undefined;
}

/**
 * A large effect against us over the newest comparisons: faster than betting, and only for what is far outside the noise.
 * Each of them must say so, so that a single slow request cannot; where blocks hold few requests, more of them must.
 */
function isFastHarm(recent: readonly Pair[]): boolean {
  const last = newestOf(recent);
  if (last === undefined || last.some((pair) => pair.after < FAST_EACH * pair.before)) return false;
  const before = last.reduce((sum, pair) => sum + pair.before, 0);
  const after = last.reduce((sum, pair) => sum + pair.after, 0);
  return after > FAST_RATIO * before;
}

const rateOf = ({ requests, failures }: FailureEvidence['before']): number =>
  failures / Math.max(1, Math.max(requests, failures));

function failuresHarm(failures: FailureEvidence): string | undefined {
  const before = rateOf(failures.before);
  const after = rateOf(failures.after);
  if (failures.eMore < DECIDING_E_VALUE || after - before < FAILURE_MARGIN) return undefined;
  const percent = (ratio: number): string => `${Number((ratio * 100).toFixed(1))} %`;
  return `failures and rejections rose from ${percent(before)} to ${percent(after)}`;
}

function verdictOf(evidence: Evidence, options: JudgeOptions, measured: Measurement | undefined): Verdict {
  const failures = failureEvidence(evidence.blocks);
  const failing = failuresHarm(failures);
  if (failing !== undefined) return { kind: 'harm', why: failing };
  if (isFastHarm(evidence.recent)) {
    return { kind: 'harm', why: 'the response time more than tripled' };
  }
  if (measured === undefined) return { kind: options.isOver ? 'no-gain' : 'undecided' };
  if (measured.eHarm >= DECIDING_E_VALUE && measured.ratio > 1) {
    return { kind: 'harm', why: 'the response time rose' };
  }
  if (measured.blocks >= MIN_PAIRS && isGain(options, measured, failures)) return { kind: 'gain' };
  const isFutile = options.goal === 'response_time' && measured.blocks >= FUTILE_PAIRS && measured.low > FUTILE_RATIO;
  return { kind: options.isOver || isFutile ? 'no-gain' : 'undecided' };
}

function isGain({ goal, method, isOver }: JudgeOptions, measured: Measurement, failures: FailureEvidence): boolean {
  if (goal === 'memory') return isOver && measured.high <= TOLERATED_RATIO;
  if (goal === 'error_rate') return failures.eFewer >= DECIDING_E_VALUE && measured.ratio <= TOLERATED_RATIO;
  if (measured.eGain < DECIDING_E_VALUE || measured.ratio >= 1) return false;
  return method !== 'before/after' || measured.ratio <= DRIFT_RATIO;
}

/** Judges a trial by all that it has brought. May be asked after every block: looking often costs no certainty. */
export function judge(evidence: Evidence, options: JudgeOptions): Judgement {
  const estimate = ratioOf(evidence.pairs);
  const signed = (sign: 1 | -1): Difference[] =>
    evidence.pairs.map((pair) => ({ value: sign * differenceOf(pair), balance: pair.balance }));
  const measurement: Measurement | undefined =
    estimate === undefined
      ? undefined
      : {
          quantity: 'response_time',
          before: estimate.before,
          after: estimate.after,
          ratio: estimate.ratio,
          low: estimate.low,
          high: estimate.high,
          n: estimate.requests,
          blocks: evidence.pairs.length,
          eGain: peakWealth(signed(-1)),
          eHarm: peakWealth(signed(1)),
          method: options.method,
        };
  return { verdict: verdictOf(evidence, options, measurement), measurement };
}
