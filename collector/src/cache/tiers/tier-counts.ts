import {
  CIRCUIT_STATES,
  METRICS,
  REFRESH_OUTCOMES,
  SECOND_TIER_ERRORS,
  SECOND_TIER_RESULTS,
  type CircuitState,
  type RefreshOutcome,
  type SecondTierError,
  type SecondTierResult,
} from '../../contract/index.js';
import type { Instruments } from '../../instruments/types.js';

const zeros = <Name extends string>(names: readonly Name[]): Record<Name, number> =>
  Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;

/** What happened to a tiered cache so far, beside what its tier in memory counts itself; and the series of it. */
export class TierCounts {
  stale = 0;
  readonly refreshes: Record<RefreshOutcome, number> = zeros(REFRESH_OUTCOMES);
  readonly results: Record<SecondTierResult, number> = zeros(SECOND_TIER_RESULTS);
  readonly errors: Record<SecondTierError, number> = zeros(SECOND_TIER_ERRORS);
  readonly #end: readonly (() => void)[];

  /** `circuit` is undefined without a second tier. */
  constructor(instruments: Instruments, cache: string, circuit: (() => CircuitState) | undefined) {
    this.#end = [
      instruments.observe(METRICS.cache_requests_total, (emit) => emit([cache, 'stale'], this.stale)),
      instruments.observe(METRICS.cache_refreshes_total, (emit) => {
        for (const outcome of REFRESH_OUTCOMES) emit([cache, outcome], this.refreshes[outcome]);
      }),
      ...(circuit === undefined ? [] : this.#ofSecondTier(instruments, cache, circuit)),
    ];
  }

  close(): void {
    for (const end of this.#end) end();
  }

  #ofSecondTier(instruments: Instruments, cache: string, circuit: () => CircuitState): (() => void)[] {
    return [
      instruments.observe(METRICS.cache_second_tier_requests_total, (emit) => {
        for (const result of SECOND_TIER_RESULTS) emit([cache, result], this.results[result]);
      }),
      instruments.observe(METRICS.cache_second_tier_errors_total, (emit) => {
        for (const reason of SECOND_TIER_ERRORS) emit([cache, reason], this.errors[reason]);
      }),
      instruments.observe(METRICS.cache_second_tier_circuit, (emit) => {
        const state = circuit();
        for (const other of CIRCUIT_STATES) emit([cache, other], other === state ? 1 : 0);
      }),
    ];
  }
}
