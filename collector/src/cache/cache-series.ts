import { CACHE_EVICTION_REASONS, METRICS } from '../contract/index.js';
import type { BoundHistogram, Instruments } from '../instruments/types.js';
import { COUNTED_RESULTS, type CacheCounts } from './cache-counts.js';

/** What the gauges read when they are collected. */
export interface CacheGauges {
  readonly size: number;
  readonly bytes: number;
  readonly capacity: number;
}

/** The series of one cache, read when collected; all of them stand at 0 from the start. */
export class CacheSeries {
  readonly load: BoundHistogram;
  readonly #end: readonly (() => void)[];

  constructor(instruments: Instruments, cache: string, counts: CacheCounts, gauges: CacheGauges) {
    const loads = instruments.histogram(METRICS.cache_load_duration_seconds);
    this.load = loads.bind(cache);
    const labels = [cache];
    const results = COUNTED_RESULTS.map((result) => ({ result, labels: [cache, result] }));
    const reasons = CACHE_EVICTION_REASONS.map((reason) => ({ reason, labels: [cache, reason] }));
    this.#end = [
      instruments.observe(METRICS.cache_requests_total, (emit) => {
        for (const one of results) emit(one.labels, counts.ofResult(one.result));
      }),
      instruments.observe(METRICS.cache_evictions_total, (emit) => {
        for (const one of reasons) emit(one.labels, counts.ofReason(one.reason));
      }),
      instruments.observe(METRICS.cache_entries, (emit) => emit(labels, gauges.size)),
      instruments.observe(METRICS.cache_bytes, (emit) => emit(labels, gauges.bytes)),
      instruments.observe(METRICS.cache_capacity_entries, (emit) => emit(labels, gauges.capacity)),
      () => loads.remove(cache),
    ];
  }

  close(): void {
    for (const end of this.#end) end();
  }
}
