import { describe, expect, it } from '@jest/globals';
import { nextArrival, seededRandom, zipf } from './random.js';

describe('randomness with a seed', () => {
  it('is the same for the same seed and another for another', () => {
    const draw = (seed: number): number[] => Array.from({ length: 5 }, seededRandom(seed));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('is uniform in [0, 1)', () => {
    const values = Array.from({ length: 20_000 }, seededRandom(3));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(0.5, 1);
  });

  it('makes arrivals whose mean distance is 1 / rate', () => {
    const random = seededRandom(4);
    const gaps = Array.from({ length: 20_000 }, () => nextArrival(40, random));
    expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeCloseTo(1 / 40, 3);
  });

  it('draws popular numbers more often, by Zipf', () => {
    const [random, draw] = [seededRandom(5), zipf(100, 1)];
    const counts = new Map<number, number>();
    for (let n = 0; n < 50_000; n++) {
      const k = draw(random);
      counts.set(k, (counts.get(k) ?? 0) + 1);
    }
    expect(Math.min(...counts.keys())).toBe(1);
    expect(Math.max(...counts.keys())).toBe(100);
    expect((counts.get(1) ?? 0) / (counts.get(2) ?? 1)).toBeCloseTo(2, 0);
  });
});
