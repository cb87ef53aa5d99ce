import { describe, expect, it } from '@jest/globals';
import { EVICTION_POLICIES, type EvictionPolicy } from '../../contract/index.js';
import { mix } from '../key-hash.js';
import type { Evictor } from '../policy.js';
import { LAYOUT, Records } from '../records.js';
import { naiveEvictor } from '../testing/naive-evictors.js';
import { seededRandom } from '../../contract/testing/random.js';
import { createEvictor } from './index.js';

const { HASH, RECORD_SHIFT } = LAYOUT;

/** Records in which a slot's number is its key. */
const recordsFor = (slots: number): Records => {
  const records = new Records(slots);
  for (let slot = 0; slot < slots; slot++) records.words[(slot << RECORD_SHIFT) | HASH] = mix(slot);
  return records;
};

const evictorFor = (policy: EvictionPolicy, capacity: number, records = recordsFor(capacity)): Evictor =>
  createEvictor(policy, { records, capacity });

const orderOf = (evictor: Evictor): number[] => {
  const slots: number[] = [];
  evictor.forEach((slot) => slots.push(slot));
  return slots;
};

/** Adds a slot as the cache does: makes room, then fills. */
const store = (evictor: Evictor, slot: number, capacity: number): number[] => {
  const victims: number[] = [];
  evictor.missed(mix(slot));
  while (evictor.size >= capacity) victims.push(evictor.evict());
  evictor.add(slot, 1);
  return victims;
};

describe.each(['lru', 'lfu', 'fifo', 'sieve', 's3-fifo'] as const)('policy %s', (policy) => {
  it.each([1, 2, 3, 10, 64])('evicts what its definition says, over random operations on %i entries', (capacity) => {
    for (let seed = 1; seed <= 5; seed++) {
      const random = seededRandom(seed * 7919);
      const records = recordsFor(capacity * 2);
      const evictor = evictorFor(policy, capacity, records);
      const naive = naiveEvictor(policy, capacity);
      for (let step = 0; step < 200; step++) {
        const stored = naive.order();
        const some = stored[Math.floor(random() * stored.length)];
        const key = Math.floor(random() * capacity * 2);
        const dice = random();
        if (dice < 0.5 && !stored.includes(key)) {
          const frequency = random() < 0.1 ? 1 + Math.floor(random() * 4) : 1;
          if (stored.length >= capacity) expect(evictor.evict()).toBe(naive.evict());
          evictor.add(key, frequency);
          naive.add(key, frequency);
        } else if (dice < 0.85 && some !== undefined) {
          evictor.touch(some);
          naive.touch(some);
        } else if (dice < 0.92 && some !== undefined) {
          evictor.remove(some);
          naive.remove(some);
        } else {
          expect(evictor.evict()).toBe(naive.evict());
        }
        expect(evictor.size).toBe(naive.order().length);
        expect(orderOf(evictor)).toEqual(naive.order());
      }
    }
  });
});

describe.each(EVICTION_POLICIES)('every policy, %s too,', (policy) => {
  it('has no victim when it is empty', () => {
    expect(evictorFor(policy, 4).evict()).toBe(-1);
  });

  it.each([1, 2, 3, 10, 100])('keeps books over random operations on %i entries', (initial) => {
    const random = seededRandom(initial);
    const records = recordsFor(initial * 4);
    let capacity = initial;
    const evictor = evictorFor(policy, capacity, records);
    const stored = new Set<number>();
    const evict = (): void => {
      const victim = evictor.evict();
      if (!stored.delete(victim)) throw new Error(`evicted ${victim}, which is not there`);
    };
    for (let step = 0; step < 20_000; step++) {
      const slot = Math.floor(random() * initial * 4);
      const dice = random();
      if (stored.has(slot)) {
        if (dice < 0.9) evictor.touch(slot);
        else {
          evictor.remove(slot);
          stored.delete(slot);
        }
      } else {
        evictor.missed(mix(slot));
        while (evictor.size >= capacity) evict();
        evictor.add(slot, 1);
        stored.add(slot);
      }
      if (dice < 0.001) {
        capacity = 1 + Math.floor(random() * initial * 2);
        evictor.setCapacity(capacity);
        while (evictor.size > capacity) evict();
      }
      if (evictor.size !== stored.size) throw new Error(`says ${evictor.size} for ${stored.size} entries`);
      if (step % 500 === 0) expect(orderOf(evictor).sort((a, b) => a - b)).toEqual([...stored].sort((a, b) => a - b));
    }
    while (stored.size > 0) evict();
    expect(evictor.size).toBe(0);
  });

  it.each(EVICTION_POLICIES)('hands everything over to %s', (next) => {
    const records = recordsFor(50);
    const from = evictorFor(policy, 50, records);
    for (let slot = 0; slot < 50; slot++) store(from, slot, 50);
    for (let slot = 0; slot < 50; slot += 3) from.touch(slot);
    const to = evictorFor(next, 50, records);
    from.forEach((slot) => to.add(slot, from.frequency(slot)));
    expect(orderOf(to).sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, slot) => slot));
  });
});

describe('policy lfu', () => {
  it('keeps counts when contents move to another evictor', () => {
    const records = recordsFor(4);
    const from = evictorFor('lfu', 4, records);
    for (const slot of [0, 1, 2]) from.add(slot, 1);
    from.touch(0);
    from.touch(0);
    from.touch(1);
    const to = evictorFor('lfu', 4, records);
    from.forEach((slot) => to.add(slot, from.frequency(slot)));
    expect(orderOf(to)).toEqual([2, 1, 0]);
    expect([0, 1, 2].map((slot) => to.frequency(slot))).toEqual([3, 2, 1]);
  });
});

describe('policy w-tinylfu', () => {
  const requests = (evictor: Evictor, capacity: number, keys: Iterable<number>): number => {
    const stored = new Set(orderOf(evictor));
    let hits = 0;
    for (const key of keys) {
      if (stored.has(key)) {
        hits++;
        evictor.touch(key);
        continue;
      }
      for (const victim of store(evictor, key, capacity)) stored.delete(victim);
      stored.add(key);
    }
    return hits;
  };
  const loop = (keys: number, times: number): number[] =>
    Array.from({ length: keys * times }, (_, index) => index % keys);

  it('hits most of a loop that is a little longer than the cache, where recency alone hits nothing', () => {
    const records = recordsFor(220);
    expect(requests(evictorFor('lru', 200, records), 200, loop(220, 100))).toBe(0);
    expect(requests(evictorFor('w-tinylfu', 200, records), 200, loop(220, 100)) / 22_000).toBeGreaterThan(0.7);
  });

  it('keeps what is used often through a scan', () => {
    const records = recordsFor(2000);
    const evictor = evictorFor('w-tinylfu', 100, records);
    requests(evictor, 100, loop(80, 10));
    requests(
      evictor,
      100,
      Array.from({ length: 1900 }, (_, index) => 100 + index)
    );
    expect(requests(evictor, 100, loop(80, 1))).toBeGreaterThan(70);
  });

  it('forgets what was used often long ago', () => {
    const records = recordsFor(400);
    const evictor = evictorFor('w-tinylfu', 100, records);
    requests(evictor, 100, loop(90, 20));
    const shifted = loop(90, 60).map((key) => 200 + key);
    requests(evictor, 100, shifted);
    expect(requests(evictor, 100, shifted.slice(0, 90))).toBeGreaterThan(80);
  });
});
