import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../../contract/testing/random.js';
import { mix } from '../key-hash.js';
import { naiveEvictor } from '../testing/naive-evictors.js';
import { Miniature } from './miniature.js';
import { replay } from './replay.js';

/** Misses of a cache as its definition reads: make room first, store then. */
function naiveMisses(policy: Parameters<typeof naiveEvictor>[0], capacity: number, keys: readonly number[]): number {
  const evictor = naiveEvictor(policy, capacity);
  const stored = new Set<number>();
  let misses = 0;
  for (const key of keys) {
    if (stored.has(key)) evictor.touch(key);
    else {
      misses++;
      if (stored.size === capacity) stored.delete(evictor.evict());
      evictor.add(key, 1);
      stored.add(key);
    }
  }
  return misses;
}

const skewedKeys = (count: number, of: number, seed: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => Math.floor(random() ** 3 * of));
};

describe.each(['lru', 'fifo', 'lfu', 'sieve', 's3-fifo'] as const)('a miniature of %s', (policy) => {
  it.each([1, 2, 10, 50])('misses what a naive cache of %i entries misses', (capacity) => {
    for (let seed = 1; seed <= 4; seed++) {
      const keys = skewedKeys(1500, capacity * 4, seed);
      const miniature = new Miniature(policy, capacity);
      for (const key of keys) miniature.request(mix(key));
      expect(miniature.requests).toBe(keys.length);
      expect(miniature.missed).toBe(naiveMisses(policy, capacity, keys));
      expect(miniature.size).toBeLessThanOrEqual(capacity);
    }
  });
});

describe('a miniature', () => {
  it('that is shown every request misses what the cache itself misses', () => {
    const requests = Int32Array.from(skewedKeys(20_000, 2000, 9));
    for (const policy of ['lru', 'sieve', 's3-fifo'] as const) {
      const miniature = new Miniature(policy, 200);
      for (const key of requests) miniature.request(mix(key));
      const { hits } = replay({ requests, distinct: 2000 }, policy, 200);
      expect(miniature.missed).toBe(requests.length - hits);
    }
  });

  it('counts anew after a reset and keeps what it holds', () => {
    const miniature = new Miniature('lru', 10);
    for (let key = 0; key < 10; key++) miniature.request(mix(key));
    miniature.reset();
    for (let key = 0; key < 10; key++) miniature.request(mix(key));
    expect({ requests: miniature.requests, missed: miniature.missed }).toEqual({ requests: 10, missed: 0 });
  });
});
