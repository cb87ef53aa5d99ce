import type { Tunable } from '../../contract/index.js';
import type { RequestContext } from '../../instruments/request-context.js';
import type { CacheKey } from '../key-hash.js';
import { foundAmong, type BulkLoad } from '../bulk-load.js';
import type { Cache, CacheStats, EntryOptions } from '../types.js';
import type { FreshGroup } from './fresh-group.js';
import type { KeyGroups } from './key-groups.js';
import type { ReadVersion } from './version-reading.js';
import type { VersionReading } from './version-watch.js';

/** A sum of an age and what is left of a TTL, in seconds, is the TTL but for its last digits. */
const ROUNDING_SECONDS = 1e-6;

/**
 * A cache with a staleness budget. A look-up that hits costs a decrement more; with prefixes also finding the group and the
 * entry's age. Removing an entry, or overwriting one that is still there, is taken as the report of an update. Where a value is
 * given by `set`, its version is read then, which is after the value was: a change between the two goes unseen; `getOrLoad`
 * reads it before.
 */
export class FreshCache<V, K extends CacheKey> implements Cache<V, K> {
  readonly #cache: Cache<V, K>;
  readonly #groups: KeyGroups<K>;
  readonly #version: ((key: K) => ReturnType<ReadVersion>) | undefined;

  constructor(cache: Cache<V, K>, groups: KeyGroups<K>, version: ((key: K) => ReturnType<ReadVersion>) | undefined) {
    this.#cache = cache;
    this.#groups = groups;
    this.#version = version;
  }

  get name(): string {
    return this.#cache.name;
  }

  get size(): number {
    return this.#cache.size;
  }

  get policy(): Cache<V, K>['policy'] {
    return this.#cache.policy;
  }

  get(key: K, context?: RequestContext): V | undefined {
    const group = this.#groupOf(key);
    const value = this.#cache.get(key, context);
    const version = this.#version;
    if (value !== undefined && version !== undefined && group.watch?.due() === true) {
      group.watch.check(
        key,
        () => version(key),
        () => this.#cache.delete(key)
      );
    }
    return value;
  }

  set(key: K, value: V, options?: number | EntryOptions): void {
    const group = this.#groupOf(key);
    if (group.watch !== undefined && this.#cache.has(key)) group.watch.forget(key);
    const own = typeof options === 'object' ? options.ttlSeconds : options;
    // A TTL of the application's own is not ours to judge.
    const reading = own === undefined ? this.#begin(key, group) : undefined;
    this.#cache.set(key, value, options);
    this.#stored(key, group, reading);
  }

  has(key: K): boolean {
    this.#groupOf(key);
    return this.#cache.has(key);
  }

  ageOf(key: K): { readonly ageSeconds: number; readonly freshSeconds: number } | undefined {
    const group = this.#groupOf(key);
    const age = this.#cache.ageOf(key);
    if (age === undefined || !this.#isOurs(age)) return age;
    return { ageSeconds: age.ageSeconds, freshSeconds: group.ttlSeconds - age.ageSeconds };
  }

  delete(key: K): boolean {
    this.#groups.of(key).watch?.forget(key);
    return this.#cache.delete(key);
  }

  clear(): void {
    this.#forgetThose(() => true);
    this.#cache.clear();
  }

  async getOrLoad(key: K, load: (signal: AbortSignal) => Promise<V>, context?: RequestContext): Promise<V> {
    if (this.has(key)) {
      const value = this.get(key, context);
      if (value !== undefined) return value;
    }
    const group = this.#groups.of(key);
    let began: { readonly reading: VersionReading | undefined } | undefined;
    const value = await this.#cache.getOrLoad(
      key,
      (signal) => {
        began = { reading: this.#begin(key, group) };
        return load(signal);
      },
      context
    );
    // Those who only waited for another's load have nothing to tell.
    if (began !== undefined && this.#cache.has(key)) this.#stored(key, group, began.reading);
    return value;
  }

  getMany(keys: Iterable<K>, context?: RequestContext): Map<K, V> {
    return foundAmong(keys, (key) => this.get(key, context));
  }

  async getOrLoadMany(keys: Iterable<K>, load: BulkLoad<K, V>, context?: RequestContext): Promise<Map<K, V>> {
    const asked = [...keys];
    const found = this.getMany(
      asked.filter((key) => this.has(key)),
      context
    );
    const missing = asked.filter((key) => !found.has(key));
    if (missing.length === 0) return found;
    const readings = new Map<K, VersionReading | undefined>();
    const loaded = await this.#cache.getOrLoadMany(
      missing,
      (wanted, signal) => {
        for (const key of wanted) readings.set(key, this.#begin(key, this.#groups.of(key)));
        return load(wanted, signal);
      },
      context
    );
    for (const [key, reading] of readings) {
      if (this.#cache.has(key)) this.#stored(key, this.#groups.of(key), reading);
    }
    for (const [key, value] of loaded) found.set(key, value);
    return found;
  }

  invalidateTag(tag: string): number {
    const removed = this.#cache.invalidateTag(tag);
    // Whatever is not there any more is not asked about; what has only run out goes along.
    this.#forgetThose((key) => !this.#cache.has(key));
    return removed;
  }

  invalidatePrefix(prefix: string): number {
    this.#forgetThose((key) => String(key).startsWith(prefix));
    return this.#cache.invalidatePrefix(prefix);
  }

  setMaxBytes(bytes: number | undefined): void {
    this.#cache.setMaxBytes(bytes);
  }

  setPolicy(policy: Cache<V, K>['policy']): void {
    this.#cache.setPolicy(policy);
  }

  tunables(): readonly Tunable[] {
    const others = this.#cache.tunables().filter((tunable) => tunable.describe().kind !== 'ttl');
    return [...this.#groups.all.map((group) => group.tunable), ...others];
  }

  stats(): CacheStats {
    return this.#cache.stats();
  }

  close(): void {
    for (const group of this.#groups.all) group.close();
    this.#cache.close();
  }

  /** Drops the entry where it is older than its group's TTL. */
  #groupOf(key: K): FreshGroup<K> {
    const group = this.#groups.of(key);
    if (this.#groups.storedSeconds === undefined) return group;
    const age = this.#cache.ageOf(key);
    if (age !== undefined && age.ageSeconds >= group.ttlSeconds && this.#isOurs(age)) this.#cache.delete(key);
    return group;
  }

  /** Whether its TTL is its group's, and not one that the application gave it. */
  #isOurs({ ageSeconds, freshSeconds }: { readonly ageSeconds: number; readonly freshSeconds: number }): boolean {
    const { storedSeconds } = this.#groups;
    return storedSeconds !== undefined && Math.abs(ageSeconds + freshSeconds - storedSeconds) < ROUNDING_SECONDS;
  }

  #begin(key: K, group: FreshGroup<K>): VersionReading | undefined {
    const version = this.#version;
    return version === undefined ? undefined : group.watch?.begin(key, () => version(key));
  }

  #stored(key: K, group: FreshGroup<K>, reading: VersionReading | undefined): void {
    void group.watch?.stored(key, reading);
  }

  #forgetThose(which: (key: K) => boolean): void {
    for (const group of this.#groups.all) group.watch?.forgetThose(which);
  }
}
