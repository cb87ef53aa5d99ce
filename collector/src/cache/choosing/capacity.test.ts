import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../agent/testing/manual-clock.js';
import type { EvictionPolicy } from '../../contract/index.js';
import { seededRandom } from '../../contract/testing/random.js';
import type { HitRatioCurve } from '../simulation/hit-ratio-curve.js';
import type { Prediction } from '../simulation/prediction.js';
import { chooseCapacity, divideMemory, type CapacityDemand } from './capacity-choice.js';
import { MemoryCoordinator, type CapacityEvent, type SizedCache } from './memory-coordinator.js';

const pointsOf = (ratios: Readonly<Record<number, number>>, doubt = 0.002): readonly Prediction[] =>
  Object.entries(ratios).map(([capacity, hitRatio]) => ({
    policy: 'lru',
    capacity: Number(capacity),
    hitRatio,
    low: hitRatio - doubt,
    high: hitRatio + doubt,
  }));
const curveOf = (ratios: Readonly<Record<number, number>>, doubt?: number): HitRatioCurve => ({
  policy: 'lru',
  points: pointsOf(ratios, doubt),
});
const demand = (name: string, ratios: Readonly<Record<number, number>>, given: Partial<CapacityDemand> = {}) => ({
  ...{ name, capacity: 100, bytesPerEntry: 10, weight: 1, curve: curveOf(ratios) },
  ...given,
});

describe('the capacity chosen from a curve', () => {
  it('is the smallest within one point of the plateau', () => {
    expect(chooseCapacity(curveOf({ 50: 0.895, 100: 0.899, 200: 0.9 }), 100)).toBe(50);
    expect(chooseCapacity(curveOf({ 50: 0.85, 100: 0.891, 200: 0.9 }), 100)).toBe(100);
    expect(chooseCapacity(curveOf({ 50: 0.1, 100: 0.5, 200: 0.9 }), 100)).toBe(200);
  });

  it('keeps away from where a cliff may stand', () => {
    expect(chooseCapacity(curveOf({ 50: 0.9, 100: 0.9, 200: 0.9 }, 0.5), 100)).toBe(200);
  });

  it('is the present one where nothing is predicted', () => {
    expect(chooseCapacity(curveOf({}), 100)).toBe(100);
  });
});

describe('memory divided among caches', () => {
  const flat = demand('flat', { 50: 0.9, 100: 0.9, 200: 0.9 });
  const steep = demand('steep', { 50: 0.2, 100: 0.5, 200: 0.8 });
  const cliff = demand('cliff', { 50: 0, 100: 0, 200: 0.99 });

  it('gives each what it wants where there is enough', () => {
    expect(divideMemory([flat, steep, cliff], 1e6)).toEqual(
      new Map(Object.entries({ flat: 50, steep: 200, cliff: 200 }))
    );
  });

  it('goes to those that gain most per byte, across the flat side of a cliff', () => {
    expect(divideMemory([flat, steep, cliff], 3000)).toEqual(
      new Map(Object.entries({ flat: 50, steep: 50, cliff: 200 }))
    );
    expect(divideMemory([flat, steep, cliff], 3500)).toEqual(
      new Map(Object.entries({ flat: 50, steep: 100, cliff: 200 }))
    );
  });

  it('heeds how often a cache is asked', () => {
    const busy = demand('busy', { 50: 0.5, 100: 0.6 }, { weight: 100 });
    const idle = demand('idle', { 50: 0.5, 100: 0.9 }, { weight: 1 });
    expect(divideMemory([idle, busy], 1500)).toEqual(new Map(Object.entries({ idle: 50, busy: 100 })));
  });

  it('leaves nobody with more than the budget, and nobody without a size, whatever is asked for', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = seededRandom(seed);
      const demands = Array.from({ length: 1 + Math.floor(random() * 5) }, (_, index) =>
        demand(`cache ${index}`, { 50: random(), 100: random(), 200: random() }, { bytesPerEntry: 1 + random() * 99 })
      );
      const smallest = demands.reduce((sum, { bytesPerEntry }) => sum + bytesPerEntry * 50, 0);
      const budget = smallest * (0.5 + random() * 4);
      const division = divideMemory(demands, budget);
      const bytes = demands.reduce(
        (sum, { name, bytesPerEntry }) => sum + (division.get(name) ?? NaN) * bytesPerEntry,
        0
      );
      expect(bytes).toBeLessThanOrEqual(Math.max(budget, smallest) + 1e-6);
    }
  });
});

class FakeCache implements SizedCache {
  policy: EvictionPolicy = 'lru';
  lookUps = 0;
  hits = 0;
  size = 100;
  bytes = 1000;
  constructor(
    readonly name: string,
    public capacity: number,
    readonly promised: Readonly<Record<number, number>>,
    readonly real: Readonly<Record<number, number>>
  ) {}
  get predictions(): readonly Prediction[] {
    return pointsOf(this.promised).filter(
      ({ capacity }) => capacity <= this.capacity * 2 && capacity >= this.capacity / 2
    );
  }
  setCapacity(entries: number): void {
    this.capacity = entries;
  }
  ask(lookUps: number): void {
    this.lookUps += lookUps;
    this.hits += lookUps * (this.real[this.capacity] ?? 0);
  }
}

function coordinate(budgetBytes: number, ...caches: FakeCache[]) {
  const clock = new ManualClock();
  const events: CapacityEvent[] = [];
  const coordinator = new MemoryCoordinator({
    clock,
    budgetBytes,
    everyMs: 1000,
    onEvent: (event) => events.push(event),
  });
  for (const cache of caches) coordinator.add(cache);
  const run = (seconds: number, lookUps = 50): void => {
    for (let second = 0; second < seconds; second++) {
      for (const cache of caches) cache.ask(lookUps);
      clock.advance(1000);
    }
  };
  return { coordinator, events, run };
}

describe('the coordinator of the memory', () => {
  it('gives room where it pays, and keeps it when it came true', () => {
    const cache = new FakeCache('shop', 100, { 50: 0.3, 100: 0.5, 200: 0.8 }, { 100: 0.5, 200: 0.8 });
    const { run, events } = coordinate(1e6, cache);
    run(60);
    expect(cache.capacity).toBe(200);
    expect(events).toMatchObject([
      { kind: 'moved', from: 100, to: 200, predicted: 0.8, before: 0.5 },
      { kind: 'kept', from: 100, to: 200 },
    ]);
    expect(events[1]?.achieved).toBeCloseTo(0.8, 6);
  });

  it('takes back at once what fell off a cliff, and waits longer each time', () => {
    const cache = new FakeCache('loop', 200, { 100: 0.99, 200: 0.99, 400: 0.99 }, { 100: 0, 200: 0.99 });
    const { run, events } = coordinate(1e6, cache);
    run(1);
    expect(cache.capacity).toBe(100);
    run(3);
    expect(events.map(({ kind }) => kind)).toEqual(['moved', 'undone']);
    expect(cache.capacity).toBe(200);
    run(100);
    const undone = events.filter(({ kind }) => kind === 'undone').length;
    expect(undone).toBeGreaterThan(1);
    expect(undone).toBeLessThan(6);
  });

  it('does not move for less than half a point', () => {
    const cache = new FakeCache('shop', 100, { 50: 0.4, 100: 0.5, 200: 0.504 }, { 100: 0.5 });
    const { run, events } = coordinate(1e6, cache);
    run(20);
    expect(events).toEqual([]);
  });

  it('never gives more than there is, and takes from those who hold too much', () => {
    const one = new FakeCache('one', 200, { 50: 0.5, 100: 0.7, 200: 0.9 }, { 100: 0.7, 200: 0.9 });
    const other = new FakeCache('other', 200, { 50: 0.4, 100: 0.5, 200: 0.6 }, { 100: 0.5, 200: 0.6 });
    const { run } = coordinate(3000, one, other);
    run(100);
    expect(one.capacity * 10 + other.capacity * 10).toBeLessThanOrEqual(3000);
    expect(one.capacity).toBe(200);
  });

  it('lets go of a cache whose capacity somebody else has turned', () => {
    const cache = new FakeCache('shop', 100, { 50: 0.3, 100: 0.5, 200: 0.8 }, { 100: 0.5, 200: 0.5, 150: 0.7 });
    const { run, events } = coordinate(1e6, cache);
    run(1);
    cache.setCapacity(150);
    run(1);
    expect(events.map(({ kind }) => kind)).toEqual(['moved']);
    expect(cache.capacity).toBe(150);
  });

  it('refuses a budget of nothing, and stops when it is closed', () => {
    expect(() => coordinate(0)).toThrow('The memory budget of the caches is 0 bytes; give more than 0.');
    const cache = new FakeCache('shop', 100, { 50: 0.3, 100: 0.5, 200: 0.8 }, { 100: 0.5 });
    const { run, coordinator } = coordinate(1e6, cache);
    coordinator.close();
    run(10);
    expect(cache.capacity).toBe(100);
  });
});
