import type { EvictionPolicy } from '../../contract/index.js';
import { KEY_GROUPS } from './miniature.js';

/** What another policy or size would hit, ratios from 0 to 1, and the interval that holds it nine times out of ten. */
export interface Prediction {
  readonly policy: EvictionPolicy;
  /** Entries that it is about. */
  readonly capacity: number;
  readonly hitRatio: number;
  readonly low: number;
  readonly high: number;
}

/** What miniatures of one policy and one size have counted. */
export interface SampledMisses {
  /** Look-ups of the whole cache meanwhile. */
  readonly lookUps: number;
  /** Share of the keys that was sampled, above 0 to 1. */
  readonly rate: number;
  /** Misses by group of keys: at the scaled capacity, and of the miniatures that bracket it (see `bracketWidth`). */
  readonly misses: Float64Array;
  readonly smaller: Float64Array;
  readonly larger: Float64Array;
}

/*
 * SHARDS with its correction (Waldspurger et al., FAST 2015): of N look-ups at rate R, N R are expected in the sample and n
 * come; the difference counts as hits. (hits + N R - n) / (N R) is 1 - misses / (N R), which is what is computed here.
 */

/** 90 % of a normal distribution. */
const Z90 = 1.645;
/** So many standard deviations of the number of sampled keys the bracketing miniatures lie apart from the middle. */
const DEVIATIONS = 2.5;

/** Standard error of a sum of misses out of how its groups of keys differ; nothing where every key is in the sample. */
export function groupError(byGroup: Float64Array, rate: number): number {
  const mean = byGroup.reduce((sum, value) => sum + value, 0) / KEY_GROUPS;
  const squares = byGroup.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt((squares * KEY_GROUPS * (1 - rate)) / (KEY_GROUPS - 1));
}

/**
 * Entries by which the bracketing miniatures differ. K keys leave K R ± √(K R (1 − R)) in the sample, so a miniature of c
 * entries sees the pressure of one between c ± z √(c (1 − R)): at a cliff its answer is a coin toss, and only neighbours on
 * both sides show that.
 */
export const bracketWidth = (entries: number, rate: number): number =>
  rate >= 1 ? 0 : Math.max(1, Math.round(DEVIATIONS * Math.sqrt(entries * (1 - rate))));

/**
 * What a policy's hit ratio owes to chance, entries of the miniature given: estimates of W-TinyLFU depend on which keys share
 * a counter, and SIEVE and LFU keep for long what they met first. Runs of the same requests differ by about so much.
 */
function chanceOf(policy: EvictionPolicy, entries: number): number {
  switch (policy) {
    case 'w-tinylfu':
      return Math.min(0.03, 0.006 * Math.sqrt(1000 / entries));
    case 'sieve':
    case 'lfu':
      return 0.02;
    default:
      return 0.001;
  }
}

/**
 * The interval goes from the worst to the best of the three miniatures, and on both sides as far as the choice of the sampled
 * keys and chance may move that one. It is wide where the sampled working set is about as large as the miniature.
 */
export function predict(policy: EvictionPolicy, capacity: number, sampled: SampledMisses): Prediction {
  const { lookUps, rate } = sampled;
  const expected = lookUps * rate;
  const three = [sampled.misses, sampled.smaller, sampled.larger].map((byGroup) => ({
    missRatio: byGroup.reduce((sum, misses) => sum + misses, 0) / expected,
    error: (Z90 * groupError(byGroup, rate)) / expected + chanceOf(policy, capacity * rate),
  }));
  const ratio = (value: number): number => Math.min(1, Math.max(0, value));
  return {
    policy,
    capacity,
    hitRatio: ratio(1 - (three[0]?.missRatio ?? 1)),
    low: ratio(1 - Math.max(...three.map(({ missRatio, error }) => missRatio + error))),
    high: ratio(1 - Math.min(...three.map(({ missRatio, error }) => missRatio - error))),
  };
}
