import { silentLog, METRICS, type Clock, type Log, type Random, type Tunable } from '../../contract/index.js';
import type { RequestContext } from '../../instruments/request-context.js';
import type { BoundHistogram } from '../../instruments/types.js';
import { createSingleFlight } from '../../loading/single-flight.js';
import { jsonCodec } from './envelope.js';
import { Held } from './held.js';
import { MemoryTier } from './memory-tier.js';
import type { Lease } from './second-tier.js';
import { NOTHING, SharedValues, type FoundElsewhere } from './shared-values.js';
import { TierCounts } from './tier-counts.js';
import { checkTieredOptions } from './tiered-options.js';
import type { TieredCache, TieredCacheOptions, TieredCacheStats } from './types.js';

type Load<V> = (signal: AbortSignal) => Promise<V | undefined>;

interface Outcome<V> {
  readonly value: V | undefined;
  /** Where it came stale out of the second tier: what is in memory of it now. */
  readonly stale?: Held<V>;
  /** Why its load failed, where this is the last value of the second tier instead. */
  readonly failure?: unknown;
}

/**
 * Two tiers, or one: see {@link TieredCache}. @throws RangeError where an option cannot be right; Error where a URL is given
 * and ioredis is not installed.
 */
export function createTieredCache<V>(options: TieredCacheOptions<V>): TieredCache<V> {
  checkTieredOptions(options);
  return new TwoTiers(options);
}

class TwoTiers<V> implements TieredCache<V> {
  readonly name: string;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #memory: MemoryTier<V>;
  readonly #shared: SharedValues<V> | undefined;
  readonly #counts: TierCounts;
  readonly #loads: BoundHistogram;
  readonly #flights = createSingleFlight<string, Outcome<V>>();
  readonly #reads = createSingleFlight<string, Outcome<V>>();
  /** Written to the second tier at the moment; nobody waits for it but `close`. */
  readonly #writes = new Set<Promise<unknown>>();
  readonly #staleWhileRevalidateMs: number;
  readonly #staleIfErrorMs: number;
  readonly #negativeTtlSeconds: number;
  #closed = false;

  constructor(options: TieredCacheOptions<V>) {
    const { name, clock, instruments, secondTier, log = silentLog } = options;
    this.name = name;
    this.#clock = clock;
    this.#log = log;
    this.#negativeTtlSeconds = options.negativeTtlSeconds ?? 0;
    const budget = {
      whileRevalidateSeconds: options.staleWhileRevalidateSeconds ?? 0,
      ifErrorSeconds: options.staleIfErrorSeconds ?? 0,
    };
    this.#staleWhileRevalidateMs = budget.whileRevalidateSeconds * 1000;
    this.#staleIfErrorMs = budget.ifErrorSeconds * 1000;
    const random: Random = options.random ?? Math.random;
    this.#memory = new MemoryTier<V>({ ...options, budget, random, earlyRefreshBeta: options.earlyRefreshBeta ?? 1 });
    this.#counts = new TierCounts(
      instruments,
      name,
      secondTier === undefined ? undefined : () => this.#shared?.state ?? 'open'
    );
    // The cache's own: it ends with the tier in memory.
    this.#loads = instruments.histogram(METRICS.cache_load_duration_seconds).bind(name);
    try {
      this.#shared =
        secondTier === undefined
          ? undefined
          : new SharedValues({
              name,
              clock,
              log,
              secondTier,
              codec: options.codec ?? jsonCodec<V>(),
              counts: this.#counts,
              staleIfErrorMs: this.#staleIfErrorMs,
              events: { forget: (key) => this.#forget(key), forgetAll: () => this.#forgetAll() },
            });
    } catch (error) {
      this.#memory.close();
      this.#counts.close();
      throw error;
    }
  }

  get ready(): Promise<void> {
    return this.#shared?.tier.ready ?? Promise.resolve();
  }

  async get(key: string, context?: RequestContext): Promise<V | undefined> {
    if (this.#closed) return undefined;
    const found = this.#memory.lookUp(key, context);
    if (found.standing === 'fresh' || found.standing === 'early') return found.held.value;
    if (found.standing === 'revalidate') return this.#giveStale(found.held);
    if (found.standing === 'if-error') this.#memory.countExpired();
    const shared = this.#shared;
    if (shared === undefined) return undefined;
    const { value } = await this.#reads.run(key, async (signal) => {
      const isCurrent = (): boolean => this.#reads.isCurrent(key, signal);
      const { found } = await shared.ask(key, -this.#staleWhileRevalidateMs, false, isCurrent);
      return found === undefined ? { value: undefined } : this.#take(key, found, isCurrent());
    });
    return value;
  }

  getOrLoad(key: string, load: Load<V>, context?: RequestContext): Promise<V | undefined> {
    const found = this.#closed ? undefined : this.#memory.lookUp(key, context);
    switch (found?.standing) {
      case 'fresh':
        return Promise.resolve(found.held.value);
      case 'early':
        this.#refresh(key, load, found.held, found.freshSeconds);
        return Promise.resolve(found.held.value);
      case 'revalidate':
        this.#refresh(key, load, found.held, 0);
        return Promise.resolve(this.#giveStale(found.held));
      case 'if-error':
        return this.#loadOr(key, load, found.held, found.freshSeconds);
      default:
        return this.#obtain(key, load);
    }
  }

  async set(key: string, value: V | undefined): Promise<void> {
    if (this.#closed) return;
    if (value === undefined) return this.delete(key);
    this.#forget(key);
    const held = new Held<V>(value, this.#clock.monotonic(), 0, this.#staleSeconds);
    const lifeSeconds = this.#memory.store(key, held);
    const lease = await this.#shared?.tier.seize(key);
    if (lease !== undefined) await this.#shared?.write(key, held, lease, lifeSeconds);
  }

  async delete(key: string): Promise<void> {
    if (this.#closed) return;
    this.#forget(key);
    await this.#shared?.tier.invalidate(key);
  }

  async clear(): Promise<void> {
    if (this.#closed) return;
    this.#forgetAll();
    await this.#shared?.tier.clear();
  }

  tunables(): readonly Tunable[] {
    return this.#memory.tunables();
  }

  stats(): TieredCacheStats {
    const { stale, refreshes, results, errors } = this.#counts;
    return {
      memory: this.#memory.stats(),
      stale,
      refreshes: { ...refreshes },
      secondTier: { results: { ...results }, errors: { ...errors }, circuit: this.#shared?.state },
    };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#flights.close();
    this.#reads.close();
    // Each of them ends with its deadline.
    await Promise.all(this.#writes);
    this.#shared?.tier.close();
    this.#memory.close();
    this.#counts.close();
  }

  get #staleSeconds(): number {
    return Math.max(this.#staleWhileRevalidateMs, this.#staleIfErrorMs) / 1000;
  }

  #forget(key: string): void {
    this.#flights.forget(key);
    this.#reads.forget(key);
    this.#memory.delete(key);
  }

  #forgetAll(): void {
    this.#flights.forgetAll();
    this.#reads.forgetAll();
    this.#memory.clear();
  }

  #giveStale(held: Held<V>): V | undefined {
    this.#counts.stale++;
    return held.value;
  }

  /** One flight per key, in front or in the background. */
  #fly(key: string, load: Load<V>, leastFreshMs: number): Promise<Outcome<V>> {
    return this.#flights.run(key, (signal) => this.#produce(key, load, leastFreshMs, signal));
  }

  async #obtain(key: string, load: Load<V>): Promise<V | undefined> {
    const { value, stale } = await this.#fly(key, load, -this.#staleWhileRevalidateMs);
    if (stale !== undefined && !this.#closed) this.#refresh(key, load, stale, 0);
    return value;
  }

  async #loadOr(key: string, load: Load<V>, held: Held<V>, freshSeconds: number): Promise<V | undefined> {
    const untilMs = this.#clock.monotonic() + freshSeconds * 1000 + this.#staleIfErrorMs;
    if (held.pauses(this.#clock.monotonic())) return this.#giveStale(held);
    try {
      const { value, failure } = await this.#fly(key, load, 0);
      if (failure !== undefined) {
        held.failed(this.#clock.monotonic());
        this.#counts.stale++;
      } else this.#memory.countExpired();
      return value;
    } catch (error) {
      const nowMs = this.#clock.monotonic();
      held.failed(nowMs);
      // Dropped or too old meanwhile.
      if (this.#closed || nowMs >= untilMs || this.#memory.current(key) !== held) {
        this.#memory.countExpired();
        throw error;
      }
      this.#log.debug({ cache: this.name, err: error }, 'A load failed; the value before it is given out');
      return this.#giveStale(held);
    }
  }

  /** In the background: nobody waits, and a failure is counted. */
  #refresh(key: string, load: Load<V>, held: Held<V>, freshSeconds: number): void {
    if (this.#flights.has(key) || held.pauses(this.#clock.monotonic())) return;
    // What another instance has loaded meanwhile is fresher than ours.
    const leastFreshMs = freshSeconds > 0 ? Math.max(0, freshSeconds * 1000 + NEWER_BY_MS) : 0;
    const failed = (error: unknown): void => {
      if (this.#closed) return;
      held.failed(this.#clock.monotonic());
      this.#counts.refreshes.failed++;
      this.#log.warn({ cache: this.name, err: error }, 'A value could not be loaded anew in the background');
    };
    this.#fly(key, load, leastFreshMs).then(({ failure }) => {
      if (failure !== undefined) failed(failure);
      else this.#counts.refreshes.renewed++;
    }, failed);
  }

  async #produce(key: string, load: Load<V>, leastFreshMs: number, signal: AbortSignal): Promise<Outcome<V>> {
    const isCurrent = (): boolean => !this.#closed && this.#flights.isCurrent(key, signal);
    const shared = this.#shared;
    const asked = shared === undefined ? NOTHING : await shared.ask(key, leastFreshMs, true, isCurrent);
    if (asked.found !== undefined) return this.#take(key, asked.found, isCurrent());
    const { lease, lastResort } = asked;
    const startedAtMs = this.#clock.monotonic();
    let value: V | undefined;
    try {
      value = await load(signal);
    } catch (error) {
      if (lease !== undefined) this.#later(this.#shared?.tier.release(key, lease));
      if (lastResort === undefined || !isCurrent() || this.#clock.monotonic() >= lastResort.untilMs) throw error;
      this.#log.debug({ cache: this.name, err: error }, 'A load failed; a value of the second tier is given out');
      return { value: lastResort.value, failure: error };
    }
    const loadSeconds = (this.#clock.monotonic() - startedAtMs) / 1000;
    this.#loads.observe(loadSeconds);
    if (isCurrent()) this.#keep(key, value, startedAtMs, loadSeconds, lease);
    else if (lease !== undefined) this.#later(this.#shared?.tier.release(key, lease));
    return { value };
  }

  #keep(key: string, value: V | undefined, startedAtMs: number, loadSeconds: number, lease: Lease | undefined): void {
    const isNothing = value === undefined;
    const lifeSeconds = this.#negativeTtlSeconds;
    const held = new Held<V>(value, startedAtMs, loadSeconds, isNothing ? 0 : this.#staleSeconds);
    if (isNothing && !(lifeSeconds > 0)) {
      this.#memory.delete(key);
      // What is no longer there must not be found stale elsewhere.
      if (lease !== undefined) this.#later(this.#shared?.tier.invalidate(key));
      return;
    }
    if (isNothing) this.#memory.storeFor(key, held, lifeSeconds);
    const life = isNothing ? lifeSeconds : this.#memory.store(key, held);
    if (lease !== undefined) this.#later(this.#shared?.write(key, held, lease, life));
  }

  #later(write: Promise<void> | undefined): void {
    if (write === undefined) return;
    const done = write
      .catch((error: unknown) => this.#log.error({ cache: this.name, err: error }, 'A value could not be shared'))
      .finally(() => this.#writes.delete(done));
    this.#writes.add(done);
  }

  /** Into memory, for the rest of its life. */
  #take(key: string, { held, lifeSeconds, isStale }: FoundElsewhere<V>, isCurrent: boolean): Outcome<V> {
    if (isCurrent) this.#memory.storeFor(key, held, lifeSeconds);
    return isStale ? { value: held.value, stale: held } : { value: held.value };
  }
}

/** A value that is fresh for so much longer than another was loaded after it. */
const NEWER_BY_MS = 50;
