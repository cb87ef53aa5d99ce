import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../agent/testing/manual-clock.js';
import type { EvictionPolicy } from '../../contract/index.js';
import { seededRandom } from '../../contract/testing/random.js';
import type { HitRatioCurve } from '../simulation/hit-ratio-curve.js';
import type { Prediction } from '../simulation/prediction.js';
import { chooseCapacity, divideMemory, type CapacityDemand } from './capacity-choice.js';
import { CapacityTrial } from './capacity-trial.js';
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

type Curve = (capacity: number) => number;
/** Rises evenly to its best and stays there. */
const rising =
  (from: number, to: number, full: number): Curve =>
  (capacity) =>
    Math.min(to, from + ((to - from) * capacity) / full);
const cliffAt =
  (edge: number): Curve =>
  (capacity) =>
    capacity >= edge ? 0.99 : 0;

class FakeCache implements SizedCache {
  policy: EvictionPolicy = 'lru';
  lookUps = 0;
  hits = 0;
  size = 100;
  bytes = 1000;
  free = true;
  /** Somebody else has the word, also about what is on trial. */
  taken = false;
  achieved: number | undefined;
  readonly judged: boolean[] = [];
  constructor(
    readonly name: string,
    public capacity: number,
    readonly promised: Curve,
    readonly real: Curve = promised
  ) {}
  get predictions(): readonly Prediction[] {
    const sizes = [0.5, 1, 2].map((ratio) => Math.round(this.capacity * ratio));
    return pointsOf(Object.fromEntries(sizes.map((size) => [size, this.promised(size)])));
  }
  setCapacity(entries: number): boolean {
    if (this.taken) return false;
    this.capacity = entries;
    return true;
  }
  judging(now: boolean): void {
    this.judged.push(now);
  }
  ask(lookUps: number): void {
    this.lookUps += lookUps;
    this.hits += lookUps * this.real(this.capacity);
  }
}

function coordinate(budgetBytes: number, ...caches: FakeCache[]) {
  const clock = new ManualClock();
  const events: CapacityEvent[] = [];
  const others = { bytes: 0 };
  const coordinator = new MemoryCoordinator({
    clock,
    budgetBytes: () => budgetBytes,
    heldByOthers: () => others.bytes,
    everyMs: 1000,
    onEvent: (event) => events.push(event),
  });
  for (const cache of caches) coordinator.add(cache);
  /** At each second the capacities of all. */
  const seen: number[][] = [];
  const run = (seconds: number, lookUps = 400): void => {
    for (let second = 0; second < seconds; second++) {
      for (const cache of caches) cache.ask(lookUps);
      clock.advance(1000);
      seen.push(caches.map(({ capacity }) => capacity));
    }
  };
  return { clock, coordinator, events, others, run, seen };
}
const kindsOf = (events: readonly CapacityEvent[]): readonly string[] => [...new Set(events.map(({ kind }) => kind))];

describe('the coordinator of the memory', () => {
  it('gives room where it pays, in steps of 25 % at most, and keeps it when it came true', () => {
    const cache = new FakeCache('shop', 100, rising(0.2, 0.8, 200));
    const { run, events, seen } = coordinate(1e6, cache);
    run(60);
    expect(cache.capacity).toBe(200);
    expect(kindsOf(events)).toEqual(['moved', 'kept']);
    expect([...new Set(seen.flat())]).toEqual([125, 156, 195, 200]);
    expect(events.at(-1)).toMatchObject({ kind: 'kept', to: 200, predicted: 0.8 });
    expect(events.at(-1)?.achieved).toBeCloseTo(0.8, 6);
  });

  it('gives memory back step by step where a smaller size hits as much', () => {
    const cache = new FakeCache('shop', 400, () => 0.9);
    const { run, events } = coordinate(1e6, cache);
    run(8);
    expect(cache.capacity).toBeLessThanOrEqual(256);
    for (const { from, to } of events) expect(to).toBeGreaterThanOrEqual(Math.floor(from / 1.25));
    expect(kindsOf(events)).toEqual(['moved', 'kept']);
  });

  it('takes back at once what fell off a cliff, to the last size that held, and waits longer each time', () => {
    const cache = new FakeCache('loop', 200, () => 0.99, cliffAt(150));
    const { run, events, clock, coordinator } = coordinate(1e6, cache);
    run(1);
    expect(cache.capacity).toBe(160);
    run(2);
    expect(cache.capacity).toBe(128);
    // Between two reviews, half as many look-ups as it had entries later.
    cache.ask(90);
    coordinator.looked('loop');
    clock.advance(0);
    expect(cache.capacity).toBe(160);
    expect(events.at(-1)).toMatchObject({ kind: 'undone', from: 160, to: 128, predicted: 0.99, achieved: 0 });
    run(200);
    const undone = events.filter(({ kind }) => kind === 'undone').length;
    expect(undone).toBeGreaterThan(1);
    expect(undone).toBeLessThan(7);
  });

  it('crosses the flat side of a cliff, where the curve shows the other side', () => {
    const cache = new FakeCache('loop', 100, cliffAt(190));
    const { run } = coordinate(1e6, cache);
    run(60);
    expect(cache.capacity).toBeGreaterThanOrEqual(190);
  });

  it('gives growth that brought nothing back whole', () => {
    const cache = new FakeCache('shop', 100, rising(0.2, 0.8, 200), () => 0.5);
    const { run, events } = coordinate(1e6, cache);
    for (let second = 0; second < 60 && events.at(-1)?.kind !== 'undone'; second++) run(1);
    expect(events.at(-1)).toMatchObject({ kind: 'undone', from: 100, to: 200 });
    expect(cache.capacity).toBe(100);
  });

  it('promises by what the cache hit otherwise than predicted for it as it is', () => {
    const cache = new FakeCache('shop', 100, rising(0.2, 0.8, 200), rising(0.15, 0.75, 200));
    cache.achieved = 0.45;
    const { run, events } = coordinate(1e6, cache);
    run(20);
    expect(events.find(({ to }) => to === 200)?.predicted).toBeCloseTo(0.75, 6);
    expect(kindsOf(events)).toEqual(['moved', 'kept']);
  });

  it('does not move for less than half a point, and not back and forth', () => {
    const still = new FakeCache('shop', 100, rising(0.5, 0.504, 200));
    const { run, events } = coordinate(1e6, still);
    still.promised(50);
    run(1);
    expect(events.filter(({ to }) => to > 100)).toEqual([]);

    let best = 200;
    const restless = new FakeCache('restless', 100, (capacity) => (capacity >= best ? 0.9 : 0.5));
    const other = coordinate(1e6, restless);
    other.run(20);
    expect(restless.capacity).toBe(200);
    best = 50;
    other.run(5);
    expect(restless.capacity).toBe(200);
    other.run(60);
    expect(restless.capacity).toBeLessThan(100);
  });

  it('never gives more than there is, and takes from those who hold too much', () => {
    const one = new FakeCache('one', 200, rising(0.3, 0.9, 200));
    const other = new FakeCache('other', 200, rising(0.4, 0.6, 200));
    const { run } = coordinate(3000, one, other);
    run(200);
    expect(one.capacity * 10 + other.capacity * 10).toBeLessThanOrEqual(3000);
    expect(one.capacity).toBe(200);
  });

  it('counts what caches hold that take no part', () => {
    const cache = new FakeCache('shop', 100, rising(0.2, 0.8, 200));
    const { run, others } = coordinate(2500, cache);
    others.bytes = 1000;
    run(60);
    expect(cache.capacity).toBeLessThan(200);
    others.bytes = 0;
    run(60);
    expect(cache.capacity).toBe(200);
  });

  it('lets the room of a cache that shrinks go to another only when that has held', () => {
    const giver = new FakeCache('giver', 200, () => 0.9, cliffAt(190));
    const taker = new FakeCache('taker', 100, rising(0.2, 0.8, 200));
    const { run, seen } = coordinate(3000, giver, taker);
    run(120);
    for (const [one = 0, two = 0] of seen) expect(one * 10 + two * 10).toBeLessThanOrEqual(3000);
  });

  it('leaves a cache alone that is not free, whatever its curve says', () => {
    const owned = new FakeCache('owned', 100, rising(0.2, 0.8, 200));
    owned.free = false;
    const { run, events } = coordinate(1e6, owned);
    run(60);
    expect(owned.capacity).toBe(100);
    expect(events).toEqual([]);
  });

  it('takes no further step once it is not free any more, and still takes back what failed', () => {
    const cache = new FakeCache('shop', 100, rising(0.2, 0.8, 200), cliffAt(1000));
    const { run, events } = coordinate(1e6, cache);
    run(1);
    expect(cache.capacity).toBe(125);
    cache.free = false;
    run(10);
    expect(cache.capacity).toBe(100);
    expect(events.map(({ kind }) => kind)).toEqual(['moved', 'undone']);
    expect(cache.judged).toEqual([true, false]);
  });

  it('lets go of a cache whose capacity somebody else has turned, or owns by now', () => {
    const turned = new FakeCache('turned', 100, rising(0.2, 0.8, 200));
    const one = coordinate(1e6, turned);
    one.run(1);
    turned.capacity = 150;
    turned.free = false;
    one.run(5);
    expect(one.events.map(({ kind }) => kind)).toEqual(['moved', 'left']);
    expect(turned.capacity).toBe(150);

    const owned = new FakeCache('owned', 100, rising(0.2, 0.8, 200), () => 0);
    const other = coordinate(1e6, owned);
    other.run(1);
    owned.taken = true;
    owned.free = false;
    other.run(10);
    expect(other.events.map(({ kind }) => kind)).toEqual(['moved', 'left']);
    expect(owned.judged).toEqual([true, false]);
  });

  it('refuses a budget of nothing, and stops when it is closed', () => {
    expect(() => coordinate(0)).toThrow('The memory budget of the caches is 0 bytes; give more than 0.');
    const cache = new FakeCache('shop', 100, rising(0.2, 0.8, 200));
    const { run, coordinator } = coordinate(1e6, cache);
    coordinator.close();
    run(10);
    expect(cache.capacity).toBe(100);
  });
});

describe('the trial of a capacity', () => {
  const random = seededRandom(3);
  /** Look-ups until it was judged, and how, under a hit ratio of `real`, reported every quarter of the capacity. */
  const judge = (
    real: number,
    promised = 0.8,
    capacity = 1000
  ): { readonly verdict: string; readonly lookUps: number } => {
    const trial = new CapacityTrial({ from: capacity, to: capacity / 1.25, predicted: promised, before: promised });
    for (let lookUps = 0; ;) {
      let hits = 0;
      for (let at = 0; at < capacity / 4; at++) if (random() < real) hits++;
      lookUps += capacity / 4;
      const verdict = trial.add(capacity / 4, hits);
      if (verdict !== 'going-on') return { verdict, lookUps };
    }
  };
  const runs = (real: number) => Array.from({ length: 200 }, () => judge(real));
  const share = (of: readonly { readonly verdict: string; readonly lookUps: number }[], within: number): number =>
    of.filter(({ verdict, lookUps }) => verdict === 'failed' && lookUps <= within).length / of.length;

  it('ends within 2 × capacity look-ups where five points are missing, and within half of it off a cliff', () => {
    expect(share(runs(0.75), 2000)).toBeGreaterThan(0.9);
    expect(share(runs(0), 1000)).toBe(1);
  });

  it('is lost by chance rarely, where the promise came true', () => {
    expect(share(runs(0.8), 4000)).toBeLessThan(0.1);
  });

  it('is lost at its end by two points', () => {
    expect(share(runs(0.775), 4000)).toBeGreaterThan(0.8);
  });
});
