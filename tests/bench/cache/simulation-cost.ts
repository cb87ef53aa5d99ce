// What the simulation costs beside a cache: slices with and without it alternate on one tape, in CPU time.
import { answerParent } from '../../lib/channel.js';
import { built } from './built.js';
import { CAPACITY, KEYS, createTape } from './tape.js';

/** Until the credit that a new cache is given has been used up: what is measured is the rest of its life. */
const WARM_UP = 1_000_000;
const SLICE = 150_000;
/** Fixed: the same keys are sampled every time. */
const SEED = 7;

interface Store {
  readonly size: number;
  readonly policy: unknown;
  get(key: string): unknown;
  set(key: string, value: unknown): void;
  stats(): { readonly hits: number; readonly expired: number };
}
interface Sample {
  readonly below: number;
  requested(hash: number): void;
  counted(lookUps: number): void;
}
interface CacheModule {
  readonly createCache: (options: object) => Store;
}
interface ChooserModule {
  readonly CacheChooser: new (options: object) => { readonly sample: Sample };
}

export interface SimulationCost {
  /** CPU microseconds by slice. */
  readonly alone: readonly number[];
  readonly simulated: readonly number[];
}

const cpu = (work: () => void): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
};

async function cost(policy: string, pairs: number): Promise<SimulationCost> {
  const { createCache } = await built<CacheModule>('cache/cache.js');
  const { CacheChooser } = await built<ChooserModule>('cache/choosing/cache-chooser.js');
  const { hashKey } = await built<{ hashKey: (key: string, seed: number) => number }>('cache/key-hash.js');
  const { createInstruments } = await built<{ createInstruments: (options: object) => unknown }>(
    'instruments/instruments.js'
  );
  const { systemClock } = await built<{ systemClock: unknown }>('contract/environment.js');
  const names = Array.from({ length: KEYS }, (_, key) => `user:${key}:profile`);
  const hashes = Int32Array.from(names, (name) => hashKey(name, SEED));
  const { keys, writes } = createTape();
  const create = (): Store =>
    createCache({
      name: 'bench',
      policy,
      capacity: CAPACITY,
      ttlSeconds: 3600,
      clock: systemClock,
      instruments: createInstruments({ constantLabels: { service: 'bench' } }),
    });
  const value = { shared: true };
  const [alone, simulated] = [create(), create()];
  const { sample } = new CacheChooser({
    cache: {
      capacity: CAPACITY,
      get size() {
        return simulated.size;
      },
      get policy() {
        return simulated.policy;
      },
      get hits() {
        return simulated.stats().hits;
      },
      get expired() {
        return simulated.stats().expired;
      },
    },
    seed: SEED,
    choose: false,
  });
  // A cache has hashed the key anyway when it asks whether it is sampled, so the hashes are there beforehand, for both.
  let sink = 0;
  const replayAlone = (from: number): void => {
    for (let step = 0; step < SLICE; step += 1) {
      const at = (from + step) % keys.length;
      const key = keys[at] ?? 0;
      const name = names[key] ?? '';
      if (writes[at] !== 1) {
        sink ^= hashes[key] ?? 0;
        if (alone.get(name) !== undefined) continue;
      }
      alone.set(name, value);
    }
  };
  const replaySimulated = (from: number): void => {
    let uncounted = 0;
    for (let step = 0; step < SLICE; step += 1) {
      const at = (from + step) % keys.length;
      const key = keys[at] ?? 0;
      const name = names[key] ?? '';
      if (writes[at] !== 1) {
        const hash = hashes[key] ?? 0;
        if (hash >>> 0 < sample.below) sample.requested(hash);
        if (++uncounted === 64) {
          sample.counted(64);
          uncounted = 0;
        }
        if (simulated.get(name) !== undefined) continue;
      }
      simulated.set(name, value);
    }
    sample.counted(uncounted);
  };
  let from = 0;
  for (; from < WARM_UP; from += SLICE) {
    replayAlone(from);
    replaySimulated(from);
  }
  const measured = { alone: [] as number[], simulated: [] as number[] };
  for (let pair = 0; pair < pairs; pair += 1, from += SLICE) {
    if (pair % 2 === 0) measured.alone.push(cpu(() => replayAlone(from)));
    measured.simulated.push(cpu(() => replaySimulated(from)));
    if (pair % 2 === 1) measured.alone.push(cpu(() => replayAlone(from)));
  }
  if (!Number.isInteger(sink))
    throw new Error('Never so; it keeps the hashes of the first replay from being left out.');
  return measured;
}

answerParent({ cost: ({ policy, pairs }) => cost(String(policy), Number(pairs)) });
