import type { Clock, Random, VersionCheckOutcome } from '../../contract/index.js';
import { HitSample } from './hit-sample.js';
import { readVersion, type ReadVersion } from './version-reading.js';

/** Entries of a group whose version is remembered; the one that was stored first makes room. */
const MAX_WATCHED = 1000;
/** Questions that are on their way at once. */
const MAX_PENDING = 32;

export interface VersionWatchOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Checks per second at most; and as many versions again are read for what is stored. */
  readonly checksPerSecond: number;
  /** The TTL of what is stored now, in seconds. */
  readonly ttlSeconds: () => number;
  /** A version was read anew. `seconds`: since it had been known before. */
  readonly onChecked: (seconds: number, changed: boolean) => void;
  /** A sampled hit was looked into; `stale`: it was, or would have been had nobody asked before. */
  readonly onHit: (stale: boolean) => void;
  readonly onOutcome: (outcome: VersionCheckOutcome, error?: unknown) => void;
}

type Version = Awaited<ReturnType<typeof readVersion>>;

/** A version that was asked for when a value began to be loaded. */
export interface VersionReading {
  readonly atMs: number;
  readonly version: Promise<Version>;
}

interface Watched {
  readonly version: Exclude<Version, undefined>;
  /** When it was last known to be the present one: the beginning of that reading. */
  trueAtMs: number;
  readonly storedAtMs: number;
  asking: boolean;
}

/**
 * Reads versions: of a part of what is stored, and again when a sampled hit gives it out. What is found to have changed is
 * dropped, so that it is not given out any more. Nobody waits for a reading.
 */
export class VersionWatch<K> {
  readonly #options: VersionWatchOptions;
  readonly #hits: HitSample;
  readonly #stores: HitSample;
  readonly #watched = new Map<K, Watched>();
  /** By key: the last reading that belongs to what is stored; older ones come too late. */
  readonly #arriving = new Map<K, VersionReading>();
  /** Found changed before its time, and until when it would have been given out. */
  readonly #dropped = new Map<K, number>();
  #pending = 0;
  #closed = false;

  constructor(options: VersionWatchOptions) {
    const { checksPerSecond, random, clock } = options;
    this.#options = options;
    this.#hits = new HitSample(checksPerSecond, random, clock.monotonic());
    this.#stores = new HitSample(checksPerSecond, random, clock.monotonic());
  }

  get size(): number {
    return this.#watched.size;
  }

  /** Called before the value is loaded: read later, a change between the two would go unseen. Undefined: not this one. */
  begin(key: K, read: ReadVersion): VersionReading | undefined {
    if (this.#closed || this.#pending >= MAX_PENDING) return undefined;
    const atMs = this.#options.clock.monotonic();
    // What is counted on as stale is to be watched again, or only the stale would be seen.
    if (!this.#isDropped(key, atMs) && (!this.#stores.due() || !this.#stores.take(atMs))) return undefined;
    return { atMs, version: this.#read(read) };
  }

  /** The value was stored. */
  async stored(key: K, reading: VersionReading | undefined): Promise<void> {
    const before = this.#watched.get(key);
    // Of two loads, the one that began first.
    if (before !== undefined && reading !== undefined && reading.atMs < before.trueAtMs) return;
    this.#watched.delete(key);
    if (reading === undefined) {
      this.#arriving.delete(key);
      return;
    }
    this.#arriving.set(key, reading);
    const version = await reading.version;
    if (this.#arriving.get(key) !== reading) return;
    this.#arriving.delete(key);
    if (version === undefined) return;
    if (before !== undefined && reading.atMs > before.trueAtMs) {
      this.#options.onChecked((reading.atMs - before.trueAtMs) / 1000, version !== before.version);
    }
    forgetOldest(this.#watched);
    forgetOldest(this.#dropped);
    this.#watched.set(key, { version, trueAtMs: reading.atMs, storedAtMs: reading.atMs, asking: false });
  }

  /** Whether the hit of this moment may be looked into: then call `check`. */
  due(): boolean {
    return this.#hits.due();
  }

  /** `drop` is called where the value has changed and is still the one that is stored. */
  check(key: K, read: ReadVersion, drop: () => void): void {
    const watched = this.#watched.get(key);
    if (watched === undefined || watched.asking || this.#pending >= MAX_PENDING) return;
    const atMs = this.#options.clock.monotonic();
    if (!this.#hits.take(atMs)) return;
    watched.asking = true;
    void this.#check(key, watched, atMs, this.#read(read), drop);
  }

  /** No longer stored, or reported as changed. */
  forget(key: K): void {
    this.#dropped.delete(key);
    this.#watched.delete(key);
    this.#arriving.delete(key);
  }

  forgetThose(which: (key: K) => boolean): void {
    for (const key of this.#dropped.keys()) if (which(key)) this.#dropped.delete(key);
    for (const key of this.#watched.keys()) if (which(key)) this.#watched.delete(key);
    for (const key of this.#arriving.keys()) if (which(key)) this.#arriving.delete(key);
  }

  close(): void {
    this.#closed = true;
    this.#watched.clear();
    this.#arriving.clear();
    this.#dropped.clear();
  }

  async #check(key: K, watched: Watched, atMs: number, reading: Promise<Version>, drop: () => void): Promise<void> {
    const version = await reading;
    watched.asking = false;
    // Stored anew or reported meanwhile: whether the hit was true cannot be told from this reading.
    if (version === undefined || this.#watched.get(key) !== watched) return;
    const changed = version !== watched.version;
    this.#options.onOutcome(changed ? 'changed' : 'unchanged');
    this.#options.onChecked((atMs - watched.trueAtMs) / 1000, changed);
    this.#options.onHit(changed || this.#isDropped(key, atMs));
    watched.trueAtMs = atMs;
    if (!changed) return;
    this.#watched.delete(key);
    this.#dropped.set(
      key,
      Math.max(this.#dropped.get(key) ?? 0, watched.storedAtMs + 1000 * this.#options.ttlSeconds())
    );
    drop();
  }

  async #read(read: ReadVersion): Promise<Version> {
    this.#pending++;
    try {
      return await readVersion(read, this.#options.clock);
    } catch (error) {
      if (!this.#closed) this.#options.onOutcome('failed', error);
      return undefined;
    } finally {
      this.#pending--;
    }
  }

  #isDropped(key: K, nowMs: number): boolean {
    const untilMs = this.#dropped.get(key);
    if (untilMs === undefined) return false;
    if (untilMs > nowMs) return true;
    this.#dropped.delete(key);
    return false;
  }
}

/** Makes room for one more. */
function forgetOldest<K>(map: Map<K, unknown>): void {
  if (map.size < MAX_WATCHED) return;
  const oldest = map.keys().next();
  if (oldest.done !== true) map.delete(oldest.value);
}
