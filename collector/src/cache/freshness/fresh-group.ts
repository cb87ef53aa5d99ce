import type { Clock, Log, Random, Staleness, Tunable, VersionCheckOutcome } from '../../contract/index.js';
import type { Instruments } from '../../instruments/types.js';
import { FreshnessSeries } from './freshness-series.js';
import { STEP_MS, TtlLearner } from './ttl-learner.js';
import { VersionWatch } from './version-watch.js';

export const DEFAULT_CHECKS_PER_SECOND = 5;

export interface FreshGroupOptions {
  readonly instruments: Instruments;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Labels `cache` and `prefix` of its series; no prefix: ''. */
  readonly cache: string;
  readonly prefix: string;
  readonly staleness: Omit<Staleness, 'version'>;
  /** Whether there is a `version` to ask. */
  readonly versioned: boolean;
  /** What turns the group's TTL. */
  readonly ttl: Tunable;
}

/**
 * The answers of a route, or the entries under a prefix, with one TTL between them: learns how long they stay true and turns
 * the TTL every 5 s, while it may. It may not where a person has taken the TTL over, while the TTL is on trial, and while the
 * service is frozen or observed only; it goes on learning then.
 */
export class FreshGroup<K> {
  /** The TTL, which says whether it may be moved. */
  readonly tunable: Tunable;
  readonly #options: FreshGroupOptions;
  readonly #learner: TtlLearner;
  readonly #watch: VersionWatch<K> | undefined;
  readonly #series: FreshnessSeries;
  #free = true;
  #failing = false;
  #cancel: () => void;

  constructor(options: FreshGroupOptions) {
    const { instruments, clock, random, cache, prefix, staleness, ttl, versioned } = options;
    const { min, max, default: declared } = ttl.describe();
    this.#options = options;
    this.#learner = new TtlLearner({
      budget: staleness.budget,
      declaredSeconds: Number(declared),
      minSeconds: min,
      maxSeconds: max,
      // Where there is a version to ask, it tells whether reports are complete better than anybody could promise.
      reported: !versioned && staleness.updates === 'reported',
    });
    this.tunable = {
      ...tunableOf(ttl),
      describe: () => ({ ...ttl.describe(), adapts: true }),
      adapt: (free) => {
        this.#free = free;
      },
    };
    this.#watch = versioned
      ? new VersionWatch<K>({
          clock,
          random,
          checksPerSecond: staleness.checksPerSecond ?? DEFAULT_CHECKS_PER_SECOND,
          ttlSeconds: () => this.ttlSeconds,
          onChecked: (seconds, changed) => this.#learner.checked(clock.monotonic(), seconds, changed),
          onHit: (stale) => this.#learner.hit(clock.monotonic(), stale),
          onOutcome: (outcome, error) => this.#told(outcome, error),
        })
      : undefined;
    this.#series = new FreshnessSeries(instruments, [cache, prefix], {
      budget: staleness.budget,
      versioned,
      ttlSeconds: () => this.ttlSeconds,
      updateRate: () => this.#learner.updateRate?.perSecond,
      measured: () => this.#learner.measured(clock.monotonic()),
    });
    this.#cancel = clock.after(STEP_MS, this.#step);
  }

  /** Undefined where there is no version to ask. */
  get watch(): VersionWatch<K> | undefined {
    return this.#watch;
  }

  get ttlSeconds(): number {
    return Number(this.#options.ttl.get());
  }

  close(): void {
    this.#cancel();
    this.#watch?.close();
    this.#series.close();
  }

  readonly #step = (): void => {
    const { clock, ttl } = this.#options;
    this.#cancel = clock.after(STEP_MS, this.#step);
    const present = this.ttlSeconds;
    const next = this.#learner.next(clock.monotonic(), present);
    if (this.#free && next !== present) ttl.set(next);
  };

  #told(outcome: VersionCheckOutcome, error: unknown): void {
    this.#series.checked(outcome);
    if (outcome !== 'failed') {
      this.#failing = false;
      return;
    }
    if (this.#failing) return;
    this.#failing = true;
    const { log, cache, prefix } = this.#options;
    log.warn(
      { err: error, cache, prefix },
      'the version of a cached answer cannot be read; its TTL is not raised meanwhile'
    );
  }
}

/** Of an object whose methods may be a prototype's. */
const tunableOf = (ttl: Tunable): Tunable => ({
  describe: () => ttl.describe(),
  get: () => ttl.get(),
  set: (value) => ttl.set(value),
  ...(ttl.splitByKeys === undefined
    ? {}
    : {
        splitByKeys: (a, b, share, seed) => (ttl.splitByKeys as NonNullable<Tunable['splitByKeys']>)(a, b, share, seed),
      }),
});
