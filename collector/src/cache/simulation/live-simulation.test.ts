import { describe, expect, it } from '@jest/globals';
import type { EvictionPolicy } from '../../contract/index.js';
import { seededRandom } from '../../contract/testing/random.js';
import { mix } from '../key-hash.js';
import { LiveSimulation } from './live-simulation.js';
import type { SimulationSpan, SimulationWindow } from './observations.js';
import { SimulationBudget } from './simulation-budget.js';

const POLICIES = ['lru', 's3-fifo', 'w-tinylfu'] as const;

function setUp({ capacity = 100, budget = new SimulationBudget(0, 1e9), mostEntries = 1024, expired = 0 } = {}) {
  const cache = { size: 0, capacity, policy: 'lru' as EvictionPolicy, hits: 0, expired };
  const windows: SimulationWindow[] = [];
  const spans: SimulationSpan[] = [];
  let wanted: readonly EvictionPolicy[] = POLICIES;
  let restarts = 0;
  const simulation = new LiveSimulation({
    cache,
    policies: POLICIES,
    seed: 5,
    mostEntries,
    budget,
    listener: {
      window(window) {
        windows.push(window);
        return false;
      },
      span(span) {
        spans.push(span);
        return wanted;
      },
      restarted() {
        restarts++;
      },
    },
  });
  const random = seededRandom(3);
  /** Sampled look-ups are shown, all are counted; returns how many were shown. */
  const run = (lookUps: number): number => {
    let shown = 0;
    for (let at = 0; at < lookUps; at++) {
      const hash = mix(Math.floor(random() ** 3 * capacity * 10));
      if (hash >>> 0 < simulation.below) {
        simulation.requested(hash);
        shown++;
      }
      if (at % 10 === 9) simulation.counted(10);
    }
    return shown;
  };
  return {
    ...{ cache, simulation, windows, spans, run, restarts: () => restarts },
    want(policies: readonly EvictionPolicy[]) {
      wanted = policies;
    },
  };
}

describe('a live simulation', () => {
  it('predicts half, once and twice the capacity for each policy, from the first look-up on', () => {
    const { run, spans, windows } = setUp();
    run(20_000);
    expect(windows[0]).toMatchObject({ lookUps: 70, rate: 1 });
    expect(spans.map(({ from }) => from)).toEqual(spans.map((_, index) => (index === 0 ? 0 : spans[index - 1]?.to)));
    expect(spans[0]?.predictions.map(({ policy, capacity }) => [policy, capacity])).toEqual(
      POLICIES.flatMap((policy) => [50, 100, 200].map((capacity) => [policy, capacity]))
    );
  });

  it('samples all keys of a small cache, and some of a large one', () => {
    expect(setUp({ capacity: 500 }).simulation.below).toBe(2 ** 32);
    const { simulation } = setUp({ capacity: 100_000 });
    expect(simulation.below).toBeGreaterThan(0);
    expect(simulation.below).toBeLessThan(2 ** 32 / 50);
  });

  it('rests when its budget is spent, costs nothing meanwhile, and observes again when it has recovered', () => {
    const budget = new SimulationBudget(0.5, 20_000);
    const { run, simulation, spans } = setUp({ budget });
    run(10_000);
    expect(simulation.below).toBe(0);
    const observed = spans.at(-1)?.to ?? 0;
    expect(observed).toBeLessThan(10_000);
    expect(run(5000)).toBe(0);
    run(200_000);
    expect(spans.at(-1)?.to).toBeGreaterThan(observed);
    // Three policies at three sizes cost 9 look-ups each: 0.5 pays for an eighteenth of all.
    const seen = spans.reduce((sum, { from, to }) => sum + to - from, 0);
    expect(seen).toBeLessThan(215_000 / 15);
  });

  it('keeps to its budget over time', () => {
    const budget = new SimulationBudget(0.08, 10_000);
    const { run } = setUp({ budget });
    run(500_000);
    // Overdrawn by no more than what one window costs.
    expect(budget.credit).toBeGreaterThan(-9 * 100);
  });

  it('begins anew where the capacity changes', () => {
    const { run, cache, spans, restarts } = setUp();
    run(3000);
    cache.capacity = 300;
    run(40_000);
    expect(restarts()).toBe(1);
    expect(
      spans
        .at(-1)
        ?.predictions.map(({ capacity }) => capacity)
        .slice(0, 3)
    ).toEqual([150, 300, 600]);
  });

  it('lets a new policy fill up before it counts', () => {
    const { run, want, spans } = setUp();
    want(['lru', 'sieve', 'w-tinylfu']);
    run(40_000);
    const names = spans.map(({ predictions }) => [...new Set(predictions.map(({ policy }) => policy))]);
    expect(names[0]).toEqual(POLICIES);
    expect(names.at(-1)).toEqual(['lru', 'sieve', 'w-tinylfu']);
  });

  it('takes off what the TTL takes from the cache', () => {
    const plain = setUp();
    plain.cache.hits = 0;
    plain.run(9000);
    const expiring = setUp();
    const run = expiring.run;
    run(4000);
    // From here on every fifth look-up that found an entry found it expired.
    expiring.cache.hits += 800;
    expiring.cache.expired += 200;
    run(4600);
    const [span] = expiring.spans;
    const [same] = plain.spans[0]?.predictions ?? [];
    expect(span?.predictions[0]?.hitRatio).toBeCloseTo((same?.hitRatio ?? NaN) * 0.8, 1);
  });

  it('ends a span before its time when it is told that nothing more will come', () => {
    const { run, simulation, spans } = setUp();
    run(1000);
    expect(spans).toEqual([]);
    simulation.conclude();
    expect(spans.map(({ from, to }) => [from, to])).toEqual([[0, 1000]]);
  });
});
