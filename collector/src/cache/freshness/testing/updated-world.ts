import { ManualClock } from '../../../agent/testing/manual-clock.js';
import { seededRandom } from '../../../contract/testing/random.js';
import type { Random } from '../../../contract/index.js';
import { createInstruments } from '../../../instruments/instruments.js';
import { createDeclaredCache, type DeclaredCacheOptions } from '../../declared-cache.js';
import type { Cache } from '../../types.js';
import type { CacheStaleness } from '../create-fresh-cache.js';

const TICK_MS = 100;
export const WINDOW_SECONDS = 300;

export interface WorldOptions {
  readonly seed: number;
  readonly keys: readonly string[];
  readonly readsPerSecond: number;
  /** Which keys are updated in this tick of `seconds`. */
  readonly updates: (key: string, atSeconds: number, seconds: number, random: Random) => boolean;
  /** Skew of the keys' popularity; 0: alike. */
  readonly skew?: number;
  readonly cache: Partial<DeclaredCacheOptions> & { readonly staleness?: CacheStaleness };
}

/** An application whose values change, and that knows which of its reads were stale. */
export class UpdatedWorld {
  readonly clock = new ManualClock();
  readonly instruments = createInstruments({ constantLabels: { service: 'shop' } });
  readonly cache: Cache<number>;
  readonly versions = new Map<string, number>();
  versionReads = 0;
  /** By second: hits, and those that were stale. */
  readonly #hits: number[] = [];
  readonly #stale: number[] = [];
  #reads = 0;
  #loads = 0;
  readonly #options: WorldOptions;
  readonly #random: Random;
  readonly #popularity: readonly number[];
  #second = 0;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.#random = seededRandom(options.seed);
    const weights = options.keys.map((_, index) => 1 / (index + 1) ** (options.skew ?? 0));
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    let sum = 0;
    this.#popularity = weights.map((weight) => (sum += weight / all));
    this.cache = createDeclaredCache<number>({
      name: 'values',
      capacity: 10_000,
      ttlSeconds: 10,
      maxTtlSeconds: 3600,
      instruments: this.instruments,
      clock: this.clock,
      random: this.#random,
      ...options.cache,
    }).cache;
  }

  readonly version = (key: string): number => {
    this.versionReads++;
    return this.versions.get(key) ?? 0;
  };

  /** Runs so long; `everySecond` is called with the time since the world began, in seconds. */
  async run(seconds: number, everySecond?: (atSeconds: number) => void): Promise<void> {
    const { keys, readsPerSecond, updates } = this.#options;
    for (let tick = 0; tick < (seconds * 1000) / TICK_MS; tick++) {
      this.clock.advance(TICK_MS);
      const at = this.#second + (tick * TICK_MS) / 1000;
      for (const key of keys) {
        if (updates(key, at, TICK_MS / 1000, this.#random)) this.versions.set(key, (this.versions.get(key) ?? 0) + 1);
      }
      for (let read = 0; read < (readsPerSecond * TICK_MS) / 1000; read++) this.#read(Math.floor(at));
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
      if (Number.isInteger(at)) everySecond?.(at);
    }
    this.#second += seconds;
  }

  get hitRatio(): number {
    return 1 - this.#loads / this.#reads;
  }

  /** The largest stale share of hits in any five minutes that begin with a second at or after `fromSecond`. */
  worstWindow(fromSecond = 0): number {
    let worst = 0;
    for (let first = fromSecond; first + WINDOW_SECONDS <= this.#second; first++) {
      let hits = 0;
      let stale = 0;
      for (let second = first; second < first + WINDOW_SECONDS; second++) {
        hits += this.#hits[second] ?? 0;
        stale += this.#stale[second] ?? 0;
      }
      worst = Math.max(worst, hits === 0 ? 0 : stale / hits);
    }
    return worst;
  }

  #read(second: number): void {
    const draw = this.#random();
    const index = this.#popularity.findIndex((upTo) => draw < upTo);
    const key = this.#options.keys[Math.max(0, index)] ?? '';
    const present = this.versions.get(key) ?? 0;
    this.#reads++;
    const value = this.cache.get(key);
    if (value === undefined) {
      this.#loads++;
      this.cache.set(key, present);
      return;
    }
    this.#hits[second] = (this.#hits[second] ?? 0) + 1;
    if (value !== present) this.#stale[second] = (this.#stale[second] ?? 0) + 1;
  }
}

/** Poisson updates at a rate that may depend on key and time. */
export const poisson =
  (perSecond: (key: string, atSeconds: number) => number): WorldOptions['updates'] =>
  (key, at, seconds, random) =>
    random() < perSecond(key, at) * seconds;

export const keysNamed = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);
