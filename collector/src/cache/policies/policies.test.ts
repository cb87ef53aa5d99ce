import { describe, expect, it } from '@jest/globals';
import type { EvictionPolicy } from '../../contract/index.js';
import type { Evictor } from '../policy.js';
import { createEvictor } from './index.js';

interface Entry {
  slot: number;
  uses: number;
  touchedAt: number;
  addedAt: number;
}

/** The policies as their definitions read, without any thought for speed. */
class NaiveEvictor {
  entries: Entry[] = [];
  #time = 0;
  constructor(readonly policy: EvictionPolicy) {}

  add(slot: number, uses: number): void {
    const now = this.#time++;
    this.entries.push({ slot, uses, touchedAt: now, addedAt: now });
  }
  touch(slot: number): void {
    const entry = this.entries.find((one) => one.slot === slot);
    if (entry === undefined) throw new Error('touched what is not there');
    entry.uses++;
    entry.touchedAt = this.#time++;
  }
  remove(slot: number): void {
    this.entries = this.entries.filter((one) => one.slot !== slot);
  }
  evict(): number {
    const victim = this.order()[0];
    if (victim === undefined) return -1;
    this.remove(victim);
    return victim;
  }
  order(): number[] {
    const by: Record<EvictionPolicy, (one: Entry, other: Entry) => number> = {
      lru: (one, other) => one.touchedAt - other.touchedAt,
      fifo: (one, other) => one.addedAt - other.addedAt,
      lfu: (one, other) => one.uses - other.uses || one.touchedAt - other.touchedAt,
    };
    return [...this.entries].sort(by[this.policy]).map(({ slot }) => slot);
  }
}

const orderOf = (evictor: Evictor): number[] => {
  const slots: number[] = [];
  evictor.forEach((slot) => slots.push(slot));
  return slots;
};

const randomFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 0x1_0000_0000;
  };
};

describe.each(['lru', 'lfu', 'fifo'] as const)('policy %s', (policy) => {
  it.each([1, 2, 3, 10, 64])('evicts what its definition says, over random operations on %i slots', (slots) => {
    for (let seed = 1; seed <= 5; seed++) {
      const random = randomFrom(seed * 7919);
      let size = slots;
      const evictor = createEvictor(policy, { slots, capacity: slots, hashOf: (slot) => slot });
      const naive = new NaiveEvictor(policy);
      for (let step = 0; step < 250; step++) {
        const present = naive.entries.map(({ slot }) => slot);
        const some = present[Math.floor(random() * present.length)];
        const free = Array.from({ length: size }, (_, slot) => slot).find((slot) => !present.includes(slot));
        const dice = random();
        if (dice < 0.35 && free !== undefined) {
          const uses = random() < 0.1 ? 1 + Math.floor(random() * 4) : 1;
          evictor.add(free, uses);
          naive.add(free, uses);
        } else if (dice < 0.75 && some !== undefined) {
          evictor.touch(some);
          naive.touch(some);
        } else if (dice < 0.85 && some !== undefined) {
          evictor.remove(some);
          naive.remove(some);
        } else if (dice < 0.97) {
          expect(evictor.evict()).toBe(naive.evict());
        } else {
          size += 3;
          evictor.grow(size);
        }
        expect(evictor.size).toBe(naive.entries.length);
        expect(orderOf(evictor)).toEqual(naive.order());
      }
    }
  });

  it('has no victim when it is empty', () => {
    expect(createEvictor(policy, { slots: 4, capacity: 4, hashOf: () => 0 }).evict()).toBe(-1);
  });
});

describe('policy lfu', () => {
  it('keeps counts when contents move to another evictor', () => {
    const from = createEvictor('lfu', { slots: 4, capacity: 4, hashOf: () => 0 });
    for (const slot of [0, 1, 2]) from.add(slot, 1);
    from.touch(0);
    from.touch(0);
    from.touch(1);
    const to = createEvictor('lfu', { slots: 4, capacity: 4, hashOf: () => 0 });
    from.forEach((slot) => to.add(slot, from.frequency(slot)));
    expect(orderOf(to)).toEqual([2, 1, 0]);
    expect([0, 1, 2].map((slot) => to.frequency(slot))).toEqual([3, 2, 1]);
  });
});
