import { describe, expect, it } from '@jest/globals';
import { METRICS, silentLog, type Trial } from '../contract/index.js';
import { seededRandom } from '../contract/testing/random.js';
import { createInstruments } from '../instruments/instruments.js';
import { RequestContextCarrier } from '../instruments/request-context.js';
import { collectText } from '../instruments/testing/collect-text.js';
import { DeclaredCaches } from './declared-caches.js';
import { SettingsHost } from './settings-host.js';
import { ManualClock } from './testing/manual-clock.js';
import { TrialRunner } from './trial-runner.js';

const CAPACITY = 400;
const SETTING = 'cache.products.capacity';
const APPLY = { settings: {}, owners: {}, automatic: true } as const;

function setUp({ maxBytes }: { maxBytes?: number } = {}) {
  const clock = new ManualClock();
  const instruments = createInstruments({ constantLabels: { service: 'shop' } });
  const host = new SettingsHost();
  const trials = new TrialRunner({ host, clock, log: silentLog });
  let connected = true;
  const lines: object[] = [];
  const caches = new DeclaredCaches({
    ...{ instruments, clock, host },
    log: { ...silentLog, info: (fields) => lines.push(fields) },
    carrier: new RequestContextCarrier(),
    budgetBytes: () => 1e9,
    connected: () => connected,
  });
  const cache = caches.create<number>({
    name: 'products',
    capacity: CAPACITY,
    ttlSeconds: 3600,
    policy: 'auto',
    random: seededRandom(1),
    ...(maxBytes === undefined ? {} : { maxBytes }),
  });
  const random = seededRandom(2);
  /** A hundred keys: a quarter of the cache does. One review every ten seconds. */
  const run = (reviews: number): void => {
    for (let review = 0; review < reviews; review++) {
      for (let at = 0; at < CAPACITY * 12; at++) {
        const key = `key:${Math.floor(random() * 100)}`;
        if (cache.get(key) === undefined) cache.set(key, at);
      }
      clock.advance(10_000);
    }
  };
  const capacity = (): number => cache.stats().capacity;
  const state = () => host.states().find(({ name }) => name === SETTING);
  const disconnect = (): void => {
    connected = false;
  };
  return { cache, caches, capacity, clock, disconnect, host, instruments, lines, run, state, trials };
}

const trial = (part: Partial<Trial>): Trial => ({
  id: 't-1',
  setting: SETTING,
  a: CAPACITY,
  b: CAPACITY * 4,
  split: { by: 'keys', share: 0.5, swapped: false },
  blockMs: 1500,
  seed: 7,
  lastsMs: 3_600_000,
  renewWithinMs: 3_600_000,
  ...part,
});

describe('a cache that chooses its capacity', () => {
  it('moves it where the mode allows that, and tells every move in settings, series, log and report', async () => {
    const { capacity, caches, host, instruments, lines, run, state } = setUp();
    host.apply(APPLY);
    run(20);
    expect(capacity()).toBeLessThan(CAPACITY);
    expect(capacity()).toBeGreaterThanOrEqual(100);
    expect(state()).toMatchObject({ value: capacity(), owner: 'engine', chosen: true, default: CAPACITY });
    // What is desired again and again does not take it back.
    const chosen = capacity();
    host.apply({ ...APPLY });
    expect(capacity()).toBe(chosen);
    const moves = caches.reports()[0]?.moves.filter(({ what }) => what === 'capacity') ?? [];
    expect(moves[0]).toMatchObject({ from: 400, to: 320, outcome: 'kept', achieved: expect.any(Number) });
    expect(moves[0]?.predicted).toBeGreaterThan(0.9);
    expect(lines[0]).toMatchObject({ cache: 'products', kind: 'moved', from: 400, to: 320 });
    const text = await collectText(instruments);
    const series = `${METRICS.cache_capacity_moves_total.name}{service="shop",cache="products"`;
    expect(text).toMatch(new RegExp(`^${series},kind="moved"} [1-9]`, 'm'));
    expect(text).toContain(`${series},kind="undone"} 0`);
    expect(text).toContain(`${METRICS.cache_memory_budget_bytes.name}{service="shop"} 1000000000`);
  });

  it('keeps it and shows the curve where the mode is another, the service is frozen, or nobody knows', () => {
    const proposing = setUp();
    proposing.host.apply({ settings: {}, owners: {}, automatic: false });
    const older = setUp();
    older.host.apply({ settings: {}, owners: {} });
    const alone = setUp();
    alone.host.apply(APPLY);
    alone.disconnect();
    for (const { capacity, caches, run } of [proposing, older, alone]) {
      run(10);
      expect(capacity()).toBe(CAPACITY);
      const [report] = caches.reports();
      expect(report?.curves[0]?.points.map((point) => point.capacity)).toEqual([200, 400, 800]);
      expect(report?.moves.filter(({ what }) => what === 'capacity')).toEqual([]);
    }
  });

  it('leaves it to the person who owns it, also once it had chosen, and begins from there when it is handed back', () => {
    const { capacity, host, run } = setUp();
    host.apply(APPLY);
    run(20);
    expect(capacity()).toBeLessThan(CAPACITY);
    host.apply({ settings: { [SETTING]: 350 }, owners: { [SETTING]: 'person' }, automatic: true });
    expect(capacity()).toBe(350);
    run(20);
    expect(capacity()).toBe(350);
    host.apply({ settings: { [SETTING]: 350 }, owners: { [SETTING]: 'engine' }, automatic: true });
    expect(capacity()).toBe(350);
    run(60);
    expect(capacity()).toBeLessThan(350);
  });

  it('moves nothing while the optimizer tries it, or anything else', () => {
    for (const setting of [SETTING, 'cache.products.ttl']) {
      const { capacity, host, run, state, trials } = setUp();
      host.apply(APPLY);
      const values = setting === SETTING ? {} : { a: 3600, b: 1800 };
      trials.update([trial({ setting, ...values })]);
      run(10);
      expect(state()?.value).toBe(CAPACITY);
      trials.update([]);
      expect(capacity()).toBe(CAPACITY);
      run(20);
      expect(capacity()).toBeLessThan(CAPACITY);
    }
  });

  it('lets go of its own step when the optimizer begins to try the same setting', () => {
    const { caches, capacity, host, run, state, trials } = setUp();
    host.apply(APPLY);
    while (capacity() === CAPACITY) run(1);
    const stood = capacity();
    trials.update([trial({ a: stood, b: stood * 2 })]);
    run(10);
    expect(state()?.value).toBe(stood);
    // Kept: what is desired from now on stands above what was chosen before.
    host.apply({ settings: { [SETTING]: stood * 2 }, owners: { [SETTING]: 'engine' }, automatic: false });
    trials.update([]);
    expect(capacity()).toBe(stood * 2);
    run(2);
    expect(capacity()).toBe(stood * 2);
    expect(caches.reports()[0]?.moves.at(-1)?.outcome).not.toBe('on-trial');
  });

  it('does not where bytes bound it', () => {
    const { capacity, caches, host, run, state } = setUp({ maxBytes: 1e6 });
    host.apply(APPLY);
    run(20);
    expect(capacity()).toBe(CAPACITY);
    expect(state()).not.toHaveProperty('chosen');
    expect(caches.reports()[0]?.chooses).toEqual({ policy: true, capacity: false });
  });

  it('leaves no timer and no series behind', async () => {
    const { cache, caches, clock, instruments } = setUp();
    caches.close();
    cache.close();
    expect(clock.pending).toBe(0);
    expect(await collectText(instruments)).not.toMatch(/cache_(capacity_moves|memory_budget)\w*\{/);
  });
});
