import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../agent/testing/manual-clock.js';
import { seededRandom } from '../contract/testing/random.js';
import { createInstruments } from '../instruments/instruments.js';
import { createCache } from './cache.js';

/** Share of misses that are counted as evictions when keys of one distribution are asked for again and again. */
function evictedShare(capacity: number, policy: 'sieve' | 's3-fifo'): number {
  const cache = createCache<true>({
    name: 'products',
    policy,
    capacity,
    ttlSeconds: 1000,
    clock: new ManualClock(),
    instruments: createInstruments({ constantLabels: { service: 'shop' } }),
    random: seededRandom(1),
  });
  const random = seededRandom(3);
  for (let step = 0; step < capacity * 100; step++) {
    const key = `k${Math.floor(random() ** 3 * capacity * 8)}`;
    if (cache.get(key) === undefined) cache.set(key, true);
  }
  const { hits, misses, evicted, expired } = cache.stats();
  expect(hits + misses + evicted + expired).toBe(capacity * 100);
  return evicted / (misses + evicted);
}

describe('why keys are missed', () => {
  it('is told of every miss in small caches, and in similar proportions by rounds in large ones', () => {
    // A small cache remembers four times as many departures as it has entries, a large one at most twice as many.
    const exact = evictedShare(1000, 'sieve');
    const byRounds = evictedShare(2000, 'sieve');
    expect(exact).toBeGreaterThan(0.3);
    expect(byRounds).toBeLessThan(exact * 1.1);
    expect(byRounds).toBeGreaterThan(exact * 0.5);
  });

  it('is told of every miss where the policy goes by hashes', () => {
    expect(evictedShare(2000, 's3-fifo')).toBeGreaterThan(0.2);
  });
});
