import { describe, expect, it } from '@jest/globals';
import { compareBeforeAfter } from '../runner/before-after.js';
import { seededRandom } from '../../contract/testing/random.js';
import { peakWealth } from './betting.js';
import { failureEvidence } from './failures.js';
import type { Block, Cell, Pair } from './pairs.js';
import { averagePairs, differenceOf, pairOf } from './pairs.js';
import { ratioOf } from './ratio.js';

const cell = (count: number, mean: number, failures = 0): Cell => ({
  count,
  sum: count * mean,
  sumOfSquares: 0,
  failures,
});
const cells = (entries: Readonly<Record<string, Cell>>): ReadonlyMap<string, Cell> => new Map(Object.entries(entries));
describe('one comparison', () => {
  it('is not moved by a mix that changes between the arms', () => {
    const block: Block = {
      a: cells({ '/a': cell(90, 0.1), '/b': cell(10, 0.3) }),
      b: cells({ '/a': cell(10, 0.1), '/b': cell(90, 0.3) }),
    };
    const pair = pairOf(block);
    expect(pair?.before).toBeCloseTo(0.2);
    expect(pair?.after).toBeCloseTo(0.2);
  });

  it('needs a route that both arms served', () => {
    expect(pairOf({ a: cells({ '/a': cell(5, 0.1) }), b: cells({ '/b': cell(5, 0.1) }) })).toBeUndefined();
  });

  it('loses what sets two instances apart for good once their roles were swapped', () => {
    const first = pairOf({ a: cells({ '/a': cell(9, 0.1) }), b: cells({ '/a': cell(9, 0.2) }) });
    const second = pairOf({ a: cells({ '/a': cell(9, 0.2) }), b: cells({ '/a': cell(9, 0.1) }) });
    if (first === undefined || second === undefined) throw new Error('no pair');
    expect(differenceOf(averagePairs(first, second))).toBeCloseTo(0);
  });
});

describe('betting', () => {
  const differences = (values: readonly number[], balance = 1): { value: number; balance: number }[] =>
    values.map((value) => ({ value, balance }));
  const same = (count: number, value: number): number[] => Array.from({ length: count }, () => value);

  it('is fair on average over all signs, whatever the sizes', () => {
    const sizes = [0.1, 50, 0.3, 2, 7];
    const peaks = Array.from({ length: 32 }, (_, bits) =>
      peakWealth(differences(sizes.map((size, at) => (((bits >> at) & 1) === 1 ? size : -size))))
    );
    // Ville: a peak of 2 in at most half of the cases.
    expect(peaks.filter((peak) => peak >= 2).length).toBeLessThanOrEqual(16);
  });

  it('does not depend on the unit, and is not dulled by what one huge difference was', () => {
    expect(peakWealth(differences(same(12, 0.5)))).toBeCloseTo(peakWealth(differences(same(12, 500))));
    expect(peakWealth(differences([-30, ...same(25, 1)]))).toBeGreaterThan(1);
    expect(peakWealth(differences([30, ...same(5, -1)]))).toBeLessThanOrEqual(2);
  });

  it('bets less where the arms had unlike numbers of requests', () => {
    expect(peakWealth(differences(same(12, 1), 0.6))).toBeLessThan(peakWealth(differences(same(12, 1))) / 2);
  });

  it('grows when the mean is positive and stays poor when it is not', () => {
    expect(peakWealth(differences(same(20, 0.5)))).toBeGreaterThan(100);
    expect(peakWealth(differences(same(20, -0.5)))).toBe(1);
    expect(peakWealth([])).toBe(1);
    expect(peakWealth(differences([0, 0]))).toBe(1);
    expect(Number.isFinite(peakWealth(differences(same(5000, 1))))).toBe(true);
  });
});

describe('the interval of a ratio', () => {
  it('holds the truth in about nine of ten cases', () => {
    const random = seededRandom(3);
    const noise = (): number => (random() + random() + random() - 1.5) * 0.4;
    const holds = Array.from({ length: 400 }, () => {
      const pairs: Pair[] = Array.from({ length: 12 }, () => ({
        before: 1 + noise(),
        after: 0.7 * (1 + noise()),
        weight: 5,
        balance: 1,
        requests: 10,
      }));
      const estimate = ratioOf(pairs);
      return estimate !== undefined && estimate.low <= 0.7 && estimate.high >= 0.7;
    }).filter(Boolean).length;
    expect(holds / 400).toBeGreaterThan(0.86);
    expect(holds / 400).toBeLessThan(0.95);
  });

  it('is wide for a single comparison and absent without one', () => {
    expect(ratioOf([{ before: 1, after: 0.5, weight: 1, balance: 1, requests: 1 }])).toMatchObject({
      ratio: 0.5,
      low: 0,
    });
    expect(ratioOf([])).toBeUndefined();
  });
});

describe('failures', () => {
  const block = (a: number, b: number): Block => ({
    a: cells({ '/a': cell(50, 0.1, a) }),
    b: cells({ '/a': cell(50, 0.1, b) }),
  });

  it('speak when one arm has more of them, whichever it is', () => {
    const more = failureEvidence(Array.from({ length: 10 }, () => block(0, 3)));
    expect(more.eMore).toBeGreaterThan(20);
    expect(more.eFewer).toBe(1);
    expect(failureEvidence(Array.from({ length: 10 }, () => block(3, 0))).eFewer).toBeGreaterThan(20);
  });

  it('do not speak when both have as many, nor after a single burst', () => {
    expect(failureEvidence(Array.from({ length: 40 }, (_, n) => block(n % 3, (n + 1) % 3))).eMore).toBeLessThan(20);
    expect(failureEvidence([block(0, 40)]).eMore).toBeLessThan(20);
  });
});

describe('before/after', () => {
  const stretches = (a: number, b: number): ReadonlyMap<string, Cell>[] =>
    Array.from({ length: 8 }, () => cells({ '/a': cell(20, a), '/b': cell(20, b) }));

  it('takes out what moved the untouched routes too', () => {
    const { pairs } = compareBeforeAfter(stretches(0.1, 0.3), stretches(0.15, 0.45), ['/a']);
    expect(ratioOf(pairs)?.ratio).toBeCloseTo(1);
    expect(pairs.map(differenceOf)[0]).toBeCloseTo(0);
  });

  it('has nothing to adjust by when a change touches every route', () => {
    const { pairs } = compareBeforeAfter(stretches(0.1, 0.3), stretches(0.05, 0.15), []);
    expect(ratioOf(pairs)?.ratio).toBeCloseTo(0.5);
  });
});
