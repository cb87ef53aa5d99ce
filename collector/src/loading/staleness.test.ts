import { describe, expect, it } from '@jest/globals';
import { isDueEarly, pauseSeconds, standingOf } from './staleness.js';

describe('the standing of a value', () => {
  const budget = { whileRevalidateSeconds: 10, ifErrorSeconds: 30 };
  it.each<[number, string]>([
    [1, 'fresh'],
    [0.001, 'fresh'],
    [0, 'revalidate'],
    [-9.9, 'revalidate'],
    [-10, 'if-error'],
    [-29.9, 'if-error'],
    [-30, 'gone'],
  ])('with %d s of its TTL left is %s', (freshSeconds, expected) => {
    expect(standingOf(freshSeconds, budget)).toBe(expected);
  });

  it('is gone at its TTL where there is no budget, and may be too old to be given out at once but not after an error', () => {
    expect(standingOf(0, { whileRevalidateSeconds: 0, ifErrorSeconds: 0 })).toBe('gone');
    expect(standingOf(0, { whileRevalidateSeconds: 0, ifErrorSeconds: 5 })).toBe('if-error');
    expect(standingOf(-6, { whileRevalidateSeconds: 7, ifErrorSeconds: 5 })).toBe('revalidate');
  });
});

describe('loading anew early', () => {
  it('happens with the probability exp(-fresh / (load * beta))', () => {
    // P(-load beta ln(u) >= fresh) = P(u <= exp(-fresh / (load beta))).
    const share = (freshSeconds: number, loadSeconds: number, beta: number): number => {
      const draws = 10_000;
      let due = 0;
      for (let draw = 0; draw < draws; draw++) {
        if (isDueEarly(freshSeconds, loadSeconds, beta, () => (draw + 0.5) / draws)) due++;
      }
      return due / draws;
    };
    expect(share(1, 1, 1)).toBeCloseTo(Math.exp(-1), 3);
    expect(share(2, 0.5, 2)).toBeCloseTo(Math.exp(-2), 3);
    expect(share(60, 0.1, 1)).toBe(0);
  });

  it('never happens with beta 0 or for what costs nothing', () => {
    for (const random of [() => 0, () => 0.999_999]) {
      expect(isDueEarly(0.1, 10, 0, random)).toBe(false);
      expect(isDueEarly(0.1, 0, 1, random)).toBe(false);
    }
  });
});

it('a failing source is left alone for longer and longer, but not for ever', () => {
  expect([1, 2, 3, 7, 8, 100].map(pauseSeconds)).toEqual([0.5, 1, 2, 30, 30, 30]);
});
