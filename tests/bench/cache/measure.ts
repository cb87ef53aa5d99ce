// One process per contender: in it slices of the contender and of lru-cache alternate, so that what drifts drifts for both.
import { answerParent } from '../../lib/channel.js';
import { BASELINE, makeContender, type BenchCache } from './contenders.js';
import { CAPACITY, KEYS, createTape, type Tape } from './tape.js';

const WARM_UP = 300_000;
const SLICE = 150_000;
const COUNTED = 1_000_000;
const FILLED = 100_000;

export interface Speed {
  /** CPU time of lru-cache divided by the contender's, slice by slice: above 1 the contender is faster. */
  readonly ratios: readonly number[];
  /** Hits of reads after the warm-up. */
  readonly hitRatio: number;
}

/** Strings that are there beforehand, strings made anew for every request as an HTTP server does, or integers. */
export const KEY_KINDS = ['kept', 'fresh', 'integers'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];
const NAME: Readonly<Record<KeyKind, string>> = {
  kept: 'names[key]',
  fresh: '"user:" + key + ":profile"',
  integers: 'key',
};

/** Keys and values, the same ones for both: copies would lie elsewhere in memory, and the second be slower by a tenth. */
interface Stock {
  readonly names: readonly string[];
  readonly values: readonly object[];
}

type Replay<K> = (cache: BenchCache<K>, from: number, requests: number) => number;

/** A function of its own per contender: shared, it would be compiled for two kinds of cache and slow both down. */
function createReplay<K>(kind: KeyKind, { keys, writes }: Tape, { names, values }: Stock): Replay<K> {
  const body = `return (cache, from, requests) => {
    let hits = 0;
    for (let step = 0; step < requests; step += 1) {
      const at = (from + step) % keys.length;
      const key = keys[at];
      const name = ${NAME[kind]};
      if (writes[at] === 1) cache.set(name, values[key]);
      else if (cache.get(name) !== undefined) hits += 1;
      else cache.set(name, values[key]);
    }
    return hits;
  }`;
  // The text above is the only way to get a second copy of the same code.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const create = new Function('keys', 'writes', 'names', 'values', body) as (...args: unknown[]) => Replay<K>;
  return create(keys, writes, names, values);
}

function cpuMicroseconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

async function speed<K>(contender: string, kind: KeyKind, pairs: number): Promise<Speed> {
  const tape = createTape();
  const stock: Stock = { names: stringKeys(), values: Array.from({ length: KEYS }, (_, id) => ({ id })) };
  const [cache, baseline] = [await makeContender<K>(contender, CAPACITY), await makeContender<K>(BASELINE, CAPACITY)];
  const [replay, replayBaseline] = [createReplay<K>(kind, tape, stock), createReplay<K>(kind, tape, stock)];
  replay(cache, 0, WARM_UP);
  replayBaseline(baseline, 0, WARM_UP);
  const ratios: number[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const from = WARM_UP + pair * SLICE;
    const times: Partial<Record<'own' | 'baseline', number>> = {};
    for (const which of pair % 2 === 0 ? (['own', 'baseline'] as const) : (['baseline', 'own'] as const)) {
      times[which] = cpuMicroseconds(() =>
        which === 'own' ? replay(cache, from, SLICE) : replayBaseline(baseline, from, SLICE)
      );
    }
    ratios.push((times.baseline ?? NaN) / (times.own ?? NaN));
  }
  const from = WARM_UP + pairs * SLICE;
  let reads = 0;
  for (let step = 0; step < COUNTED; step += 1) reads += 1 - (tape.writes[(from + step) % tape.writes.length] ?? 0);
  return { ratios, hitRatio: replay(cache, from, COUNTED) / reads };
}

/** Bytes of heap per entry after 100,000 inserts; keys exist beforehand, and all entries share one value. */
async function bytesPerEntry(contender: string): Promise<number> {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('Start this with --expose-gc.');
  const names = stringKeys();
  const value = { shared: true };
  const settled = (): number => {
    for (let time = 0; time < 2; time += 1) gc();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  // Code and feedback of the first inserts are no entries.
  const rehearsal = await makeContender<string>(contender, 1000);
  for (let key = 0; key < 5000; key += 1) rehearsal.set(names[key] ?? '', value);
  const before = settled();
  const cache = await makeContender<string>(contender, FILLED);
  for (const name of names) cache.set(name, value);
  const bytes = (settled() - before) / FILLED;
  if (cache.get(names[0] ?? '') === null) throw new Error('Never so; it keeps the cache alive until here.');
  return bytes;
}

const stringKeys = (): string[] => Array.from({ length: KEYS }, (_, key) => `user:${key}:profile`);

answerParent({
  speed: ({ contender, kind, pairs }) => {
    const known = KEY_KINDS.find((one) => one === kind);
    if (known === undefined) throw new Error(`${String(kind)} is no kind of key.`);
    return speed(String(contender), known, Number(pairs));
  },
  bytes: ({ contender }) => bytesPerEntry(String(contender)),
  installed: async ({ contender }) => {
    try {
      await makeContender(String(contender), CAPACITY);
      return '';
    } catch (error) {
      return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    }
  },
});
