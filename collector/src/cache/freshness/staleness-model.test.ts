import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../../contract/testing/random.js';
import { RecentChecks } from './recent-checks.js';
import { staleShareOf, ttlSecondsFor } from './staleness-model.js';
import { updateRateOf } from './update-rate.js';

const checksOf = (intervals: readonly (readonly [seconds: number, changed: boolean])[]) => {
  const checks = new RecentChecks();
  intervals.forEach(([seconds, changed], index) => checks.add(index * 2000, seconds, changed));
  return checks.since(0);
};

describe('the stale share of a TTL', () => {
  it('is that of steady reads under Poisson updates', () => {
    expect(staleShareOf(1)).toBeCloseTo(Math.exp(-1), 12);
    expect(staleShareOf(1e-6)).toBeCloseTo(5e-7, 12);
    expect(staleShareOf(0)).toBe(0);
  });

  it('gives the TTL back that has it, 2b/u where it is small', () => {
    for (const share of [0.001, 0.01, 0.2, 0.7]) {
      expect(staleShareOf(ttlSecondsFor(0.5, share) * 0.5)).toBeCloseTo(share, 9);
    }
    expect(ttlSecondsFor(0.01, 0.001)).toBeCloseTo(0.2, 3);
    expect(ttlSecondsFor(0, 0.01)).toBe(Infinity);
  });
});

describe('the update rate', () => {
  it('is Cho and Garcia-Molina’s estimate where intervals are alike', () => {
    const checks = checksOf(Array.from({ length: 50 }, (_, index) => [10, index % 5 === 0] as const));
    expect(updateRateOf(checks, 1000).perSecond).toBeCloseTo(-Math.log((50 - 10 + 0.5) / 50.5) / 10, 9);
  });

  it('is found again from intervals of every length', () => {
    const random = seededRandom(7);
    const checks = checksOf(
      Array.from({ length: 2000 }, () => {
        const seconds = 1 + 60 * random();
        return [seconds, random() < 1 - Math.exp(-0.02 * seconds)] as const;
      })
    );
    expect(updateRateOf(checks, 1000).perSecond / 0.02).toBeCloseTo(1, 1);
  });

  it('is 0 where nothing changed, and finite where everything did', () => {
    expect(updateRateOf(checksOf([[10, false]]), 1000).perSecond).toBe(0);
    expect(updateRateOf(checksOf([]), 1000)).toMatchObject({ checks: 0, perSecond: 0 });
    const all = updateRateOf(checksOf(Array.from({ length: 20 }, () => [10, true] as const)), 1000);
    expect(all.perSecond).toBeGreaterThan(0.3);
    expect(all.perSecond).toBeLessThan(1);
  });

  it('takes changes that are found together for one update', () => {
    const checks = new RecentChecks();
    for (const atMs of [0, 400, 800, 5000, 5100]) checks.add(atMs, 10, true);
    expect(updateRateOf(checks.since(0), 1000)).toMatchObject({ changes: 5, updates: 2 });
  });

  it('forgets what is older, and the oldest of very many', () => {
    const checks = new RecentChecks();
    for (let index = 0; index < 5000; index++) checks.add(index, 1, false);
    expect(checks.since(0).count).toBe(2048);
    expect(checks.since(4990).count).toBe(10);
  });
});
