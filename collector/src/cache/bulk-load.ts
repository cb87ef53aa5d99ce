import type { SingleFlight } from '../loading/single-flight.js';

/** Loads several keys in one call. Keys that the answer leaves out do not exist. */
export type BulkLoad<K, V> = (keys: readonly K[], signal: AbortSignal) => Promise<ReadonlyMap<K, V>>;

/** Thrown at those who wait for a key that a bulk load was asked for and gave nothing for. */
export class NothingLoaded extends Error {
  constructor(key: unknown) {
    super(`The bulk load gave no value for ${JSON.stringify(key)}; let it answer every key that exists.`);
    this.name = 'NothingLoaded';
  }
}

/**
 * Loads keys, each in a flight of its own: what is under way already is joined, and the rest goes into one call of `load`, whose
 * signal aborts with the first of those flights. `stored` is told of each value that is still current when it comes.
 */
export async function loadMany<K, V>(
  keys: readonly K[],
  load: BulkLoad<K, V>,
  flights: SingleFlight<K, V>,
  stored: (key: K, value: V) => void
): Promise<Map<K, V>> {
  const own: K[] = [];
  let begun: Promise<ReadonlyMap<K, V>> | undefined;
  const one =
    (key: K) =>
    async (signal: AbortSignal): Promise<V> => {
      own.push(key);
      // One turn later every key of this call that nobody loads yet is in `own`.
      begun ??= Promise.resolve().then(() => load(own, signal));
      const value = (await begun).get(key);
      if (value === undefined) throw new NothingLoaded(key);
      if (flights.isCurrent(key, signal)) stored(key, value);
      return value;
    };
  const found = new Map<K, V>();
  const waits = [...new Set(keys)].map(async (key) => {
    try {
      found.set(key, await flights.run(key, one(key)));
    } catch (error) {
      if (!(error instanceof NothingLoaded)) throw error;
    }
  });
  await Promise.all(waits);
  return found;
}

/** What `get` has of these keys. */
export function foundAmong<K, V>(keys: Iterable<K>, get: (key: K) => V | undefined): Map<K, V> {
  const found = new Map<K, V>();
  for (const key of keys) {
    const value = get(key);
    if (value !== undefined) found.set(key, value);
  }
  return found;
}
