import { METRICS, VERSION_CHECK_OUTCOMES, type VersionCheckOutcome } from '../../contract/index.js';
import type { Instruments } from '../../instruments/types.js';
import type { StaleCount } from './stale-window.js';

/** What the series read when they are collected. */
export interface FreshnessGauges {
  readonly budget: number;
  readonly versioned: boolean;
  ttlSeconds(): number;
  /** Undefined before anything is known. */
  updateRate(): number | undefined;
  measured(): StaleCount;
}

/** How long the answers of one group stay true, and how many were given out that were not. */
export class FreshnessSeries {
  readonly #outcomes = new Map<VersionCheckOutcome, number>(VERSION_CHECK_OUTCOMES.map((outcome) => [outcome, 0]));
  readonly #end: readonly (() => void)[];

  constructor(instruments: Instruments, labels: readonly [cache: string, prefix: string], gauges: FreshnessGauges) {
    this.#end = [
      instruments.observe(METRICS.cache_learned_ttl_seconds, (emit) => emit(labels, gauges.ttlSeconds())),
      instruments.observe(METRICS.cache_staleness_budget_ratio, (emit) => emit(labels, gauges.budget)),
      ...(gauges.versioned ? this.#ofVersions(instruments, labels, gauges) : []),
    ];
  }

  checked(outcome: VersionCheckOutcome): void {
    this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1);
  }

  close(): void {
    for (const end of this.#end) end();
  }

  #ofVersions(instruments: Instruments, labels: readonly string[], gauges: FreshnessGauges): (() => void)[] {
    return [
      instruments.observe(METRICS.cache_updates_per_second, (emit) => {
        const rate = gauges.updateRate();
        if (rate !== undefined) emit(labels, rate);
      }),
      instruments.observe(METRICS.cache_stale_hits_ratio, (emit) => {
        const { hits, stale } = gauges.measured();
        if (hits > 0) emit(labels, stale / hits);
      }),
      instruments.observe(METRICS.cache_version_checks_total, (emit) => {
        for (const [outcome, count] of this.#outcomes) emit([...labels, outcome], count);
      }),
    ];
  }
}
