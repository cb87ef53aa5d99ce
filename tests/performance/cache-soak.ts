import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createCache } from '../../collector/dist/cache/cache.js';
import { EVICTION_POLICIES, type Clock } from '@growth-engine/collector/contract';
import { systemClock } from '../../collector/dist/contract/environment.js';
import { createInstruments } from '../../collector/dist/instruments/instruments.js';
import { ensure } from '../lib/checks.js';
import type { Checks } from '../lib/checks.js';

const OPERATIONS = 10_000_000;
const ROUNDS = 10;
const CAPACITY = 5_000;
const KEYS = 25_000;
/** What a heap may differ by from one collection to the next without anything being kept. */
const SLACK_BYTES = 4 * 1024 * 1024;

const MANY = 1_000_000;
const LONGEST_BLOCK_MS = 5;

const newCache = (capacity: number, ttlSeconds: number, clock: Clock) =>
  createCache<number>({
    name: 'soak',
    policy: 'sieve',
    capacity,
    ttlSeconds,
    clock,
    instruments: createInstruments({ constantLabels: { service: 'soak' } }),
  });

/** Node is not started with --expose-gc, which would be in force for every other check. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

function settledBytes(gc: () => void): number {
  for (let time = 0; time < 2; time += 1) gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Look-ups, stores, own TTLs, deletions and a policy of its own per round, over more keys than fit. */
function soak(): string {
  const cache = newCache(CAPACITY, 3600, systemClock);
  const keys = Array.from({ length: KEYS }, (_, key) => `user:${key}:profile`);
  let state = 1;
  const bytes: number[] = [];
  const gc = collector();
  for (let round = 0; round < ROUNDS; round += 1) {
    cache.setPolicy(EVICTION_POLICIES[round % EVICTION_POLICIES.length] ?? 'lru');
    for (let operation = 0; operation < OPERATIONS / ROUNDS; operation += 1) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      const share = state / 2 ** 32;
      const key = keys[Math.floor(share * share * share * KEYS)] ?? '';
      if ((state & 1023) === 0) cache.delete(key);
      else if ((state & 63) === 1) cache.set(key, operation, 60);
      else if (cache.get(key) === undefined) cache.set(key, operation);
      ensure(cache.size <= CAPACITY, `It holds ${cache.size} entries where ${CAPACITY} may be.`);
    }
    bytes.push(settledBytes(gc));
  }
  cache.close();
  // From the second half on every structure has its size.
  const settled = bytes.slice(ROUNDS / 2);
  const growth = Math.max(...settled) - Math.max(...bytes.slice(0, ROUNDS / 2));
  const detail = `${(growth / 1024).toFixed(0)} KiB from the first half to the second`;
  ensure(growth < SLACK_BYTES, `It grows by ${detail}.`);
  return detail;
}

/** The longest of the sweeps that clear a store of a million entries which expired at once, in CPU time of this process. */
async function expiry(): Promise<string> {
  const sweepsMs: number[] = [];
  const clock: Clock = {
    ...systemClock,
    // Sweeps come fifty times as often as they would, so that there are many of them in two seconds.
    after: (ms, run) =>
      systemClock.after(ms / 50, () => {
        const before = process.cpuUsage();
        run();
        const { user, system } = process.cpuUsage(before);
        sweepsMs.push((user + system) / 1000);
      }),
  };
  const cache = newCache(MANY, 0.2, clock);
  for (let key = 0; key < MANY; key += 1) cache.set(`user:${key}`, key);
  const stored = cache.size;
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const gone = stored - cache.size;
  cache.close();
  // The longest may have had the garbage collector in it.
  const longest = sweepsMs.sort((a, b) => a - b).at(-2) ?? NaN;
  const detail = `${longest.toFixed(2)} ms at a time, ${gone} entries gone after ${sweepsMs.length} sweeps`;
  ensure(longest < LONGEST_BLOCK_MS && gone > 10_000, `It takes ${detail}.`);
  return detail;
}

export async function soakCache(checks: Checks): Promise<void> {
  await checks.check('ten million operations leave the memory as it was', soak);
  await checks.check('a million entries that expire at once block nothing', expiry);
}
