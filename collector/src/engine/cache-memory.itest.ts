import { afterEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../agent/testing/manual-clock.js';
import { silentLog, type CacheInstanceRow, type Mode } from '../contract/index.js';
import { seededRandom } from '../contract/testing/random.js';
import { createGrowthEngine } from './growth-engine.js';
import type { GrowthEngine } from './growth-engine.js';

const MIB = 1024 * 1024;
const CAPACITY = 500;
const ANNA = { kind: 'terminal', name: 'anna' } as const;
const VALUE = 'v'.repeat(1000);
const REVIEW_MS = 10_000;

let engine: GrowthEngine | undefined;
afterEach(() => engine?.close());

/** Lets what waits for promises run: reports to the loop, its answers. */
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
};

/**
 * Three caches share 2 MiB. Of `useful` every further entry helps, `useless` sees each key once, and `owned` is like
 * `useful`, but a person has set its capacity.
 */
async function shop(mode: Mode) {
  const clock = new ManualClock();
  const random = seededRandom(5);
  engine = createGrowthEngine({
    ...{ service: 'shop', instance: 'shop-1', mode, clock, random, log: silentLog },
    resources: { cacheMemoryBytes: 2 * MIB },
  });
  await engine.ready;
  const caches = Object.fromEntries(
    ['useful', 'useless', 'owned'].map((name) => [
      name,
      engine?.cache<string>({ name, capacity: CAPACITY, ttlSeconds: 36_000, policy: 'auto' }),
    ])
  );
  let fresh = 0;
  const keyOf = (name: string): string => `key:${name === 'useless' ? fresh++ : Math.floor(random() * 1100)}`;
  const advance = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 1000) {
      clock.advance(1000);
      await turns();
    }
  };
  const run = async (reviews: number): Promise<void> => {
    for (let review = 0; review < reviews; review++) {
      for (const [name, cache] of Object.entries(caches)) {
        for (let at = 0; at < CAPACITY * 24; at++) {
          const key = keyOf(name);
          if (cache?.get(key) === undefined) cache?.set(key, VALUE);
        }
      }
      await advance(REVIEW_MS);
    }
  };
  await advance(3000);
  const control = await engine.control();
  await control.takeSetting('shop', 'cache.owned.capacity', CAPACITY, ANNA);
  await advance(3000);
  const rowOf = (name: string): CacheInstanceRow | undefined =>
    control.caches('shop').find(({ cache }) => cache === name)?.instances[0];
  return { control, rowOf, run };
}

describe('caches that share the memory of an engine', () => {
  it('have it where it pays: the useful one grows, the useless one gives, what a person owns stays', async () => {
    const { rowOf, run } = await shop('apply');
    await run(40);
    const [useful, useless, owned] = [rowOf('useful'), rowOf('useless'), rowOf('owned')];
    expect(useful?.capacity).toBeGreaterThan(CAPACITY * 1.5);
    expect(useless?.capacity).toBeLessThan(CAPACITY * 0.7);
    expect(owned?.capacity).toBe(CAPACITY);
    expect(owned?.moves.filter(({ what }) => what === 'capacity')).toEqual([]);
    const bytes = [useful, useless, owned].reduce((sum, row) => sum + (row?.bytes ?? NaN), 0);
    expect(bytes).toBeLessThanOrEqual(2 * MIB);

    expect(useful).toMatchObject({ instance: 'shop-1', chooses: { policy: true, capacity: true } });
    const moves = useful?.moves.filter(({ what }) => what === 'capacity') ?? [];
    expect(moves.length).toBeGreaterThan(0);
    for (const { from, to } of moves) expect(Number(to)).toBeLessThanOrEqual(Math.floor(Number(from) * 1.25));
    const kept = moves.filter(({ outcome }) => outcome === 'kept').at(-1);
    expect(kept?.achieved).toBeGreaterThanOrEqual((kept?.predicted ?? 1) - 0.02);
    const own = useful?.curves.find(({ policy }) => policy === useful.policy);
    expect(own?.points).toHaveLength(3);
    for (const { low, hitRatio, high } of own?.points ?? []) {
      expect(low).toBeLessThanOrEqual(hitRatio);
      expect(high).toBeGreaterThanOrEqual(hitRatio);
    }
  }, 120_000);

  it('stay as they are declared while the mode is propose, and begin to move when it becomes apply', async () => {
    const { control, rowOf, run } = await shop('propose');
    await run(8);
    for (const name of ['useful', 'useless', 'owned']) {
      expect(rowOf(name)?.capacity).toBe(CAPACITY);
      expect(rowOf(name)?.curves.length).toBeGreaterThan(0);
    }
    await control.setMode('shop', { mode: 'apply' }, ANNA);
    await run(8);
    expect(rowOf('useless')?.capacity).toBeLessThan(CAPACITY);
    await control.freeze('shop', { seconds: 86_400 }, ANNA);
    // What is on trial is still judged.
    await run(3);
    const frozen = rowOf('useless')?.capacity;
    await run(8);
    expect(rowOf('useless')?.capacity).toBe(frozen);
  }, 120_000);
});
