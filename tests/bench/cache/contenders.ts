import type { EvictionPolicy } from '@growth-engine/collector/contract';
import { built } from './built.js';

export interface BenchCache<K> {
  get(key: K): unknown;
  set(key: K, value: unknown): unknown;
}
/** What a contender is made of: its module, loaded when it is its turn, and how a cache comes out of it. */
type Make = <K>(capacity: number) => Promise<BenchCache<K>>;

/** Our policies, all with a TTL of an hour and statistics. */
export const OUR_POLICIES = [
  'sieve',
  's3-fifo',
  'w-tinylfu',
  'lru',
  'fifo',
  'lfu',
] as const satisfies readonly EvictionPolicy[];
export const ours = (policy: EvictionPolicy): string => `Growth Engine, ${policy}`;
/** The first of them with simulation on as well. */
export const SIMULATED = 'Growth Engine, sieve, simulated';
export const BASELINE = 'lru-cache';
export const BASELINE_TTL = 'lru-cache, TTL';
const HOUR_MS = 3_600_000;

interface AdaptiveModule<K> {
  readonly createAdaptiveCache: (
    create: (policy: unknown, sample: unknown) => BenchCache<K>,
    options: object
  ) => { readonly cache: BenchCache<K> };
}
type Constructor = new (...args: readonly unknown[]) => BenchCache<never>;

/** By a name that is no literal: what is not installed must not break the type check, and is left out of the bench. */
const load = async (name: string): Promise<Readonly<Record<string, unknown>>> =>
  (await import(name)) as Readonly<Record<string, unknown>>;

async function construct<K>(module: string, name: string, ...args: readonly unknown[]): Promise<BenchCache<K>> {
  const loaded = await load(module);
  const inner = (loaded['default'] ?? {}) as Readonly<Record<string, unknown>>;
  const found = name === 'default' ? loaded['default'] : (loaded[name] ?? inner[name]);
  if (typeof found !== 'function') throw new Error(`The installed ${module} has no ${name}: it is another version.`);
  return new (found as Constructor)(...args);
}

/** `simulated`: with miniatures beside it, as an adaptive cache has them, but its policy stays. */
async function ownCache<K>(policy: EvictionPolicy, capacity: number, simulated = false): Promise<BenchCache<K>> {
  const { createCache } = await built<{ readonly createCache: (options: object) => BenchCache<K> }>('cache/cache.js');
  const { createInstruments } = await built<{ readonly createInstruments: (options: object) => unknown }>(
    'instruments/instruments.js'
  );
  const { systemClock } = await built<{ readonly systemClock: unknown }>('contract/environment.js');
  const options = {
    name: 'bench',
    policy,
    capacity,
    ttlSeconds: HOUR_MS / 1000,
    clock: systemClock,
    instruments: createInstruments({ constantLabels: { service: 'bench' } }),
  };
  if (!simulated) return createCache(options);
  const { createAdaptiveCache } = await built<AdaptiveModule<K>>('cache/choosing/adaptive-cache.js');
  return createAdaptiveCache((_policy, sample) => createCache({ ...options, sample }), { seed: 7, choose: false })
    .cache;
}

export const CONTENDERS: ReadonlyMap<string, Make> = new Map<string, Make>([
  ...OUR_POLICIES.map((policy): [string, Make] => [ours(policy), (capacity) => ownCache(policy, capacity)]),
  [SIMULATED, (capacity) => ownCache('sieve', capacity, true)],
  [BASELINE, (max) => construct('lru-cache', 'LRUCache', { max })],
  [BASELINE_TTL, (max) => construct('lru-cache', 'LRUCache', { max, ttl: HOUR_MS })],
  ['@neophi/sieve-cache', (capacity) => construct('@neophi/sieve-cache', 'SieveCache', capacity)],
  ['mnemonist LRUMap', (capacity) => construct('mnemonist', 'LRUMap', capacity)],
  ['tiny-lru', (capacity) => construct('tiny-lru', 'LRU', capacity)],
  ['cacheable, memory', (lruSize) => construct('cacheable', 'CacheableMemory', { lruSize, useClone: false })],
  ['quick-lru', (maxSize) => construct('quick-lru', 'default', { maxSize })],
]);

export function makeContender<K>(name: string, capacity: number): Promise<BenchCache<K>> {
  const make = CONTENDERS.get(name);
  if (make === undefined) throw new Error(`${name} is no contender.`);
  return make<K>(capacity);
}
