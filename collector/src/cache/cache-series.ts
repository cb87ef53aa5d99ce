import { METRICS, type CacheEvictionReason, type CacheResult } from '../contract/index.js';
import type { BoundCounter, BoundHistogram, Family, Instruments } from '../instruments/types.js';

/** What the gauges read when they are collected. */
export interface CacheGauges {
  readonly size: number;
  readonly bytes: number;
  readonly capacity: number;
}

const RESULTS = ['hit', 'miss', 'expired', 'evicted'] as const satisfies readonly CacheResult[];
const REASONS = ['capacity', 'expired', 'invalidated', 'cleared'] as const satisfies readonly CacheEvictionReason[];

/** The series of one cache, bound once; all of them stand at 0 from the start. */
export class CacheSeries {
  readonly hit: BoundCounter;
  readonly miss: BoundCounter;
  readonly expired: BoundCounter;
  readonly evicted: BoundCounter;
  readonly left: Readonly<Record<CacheEvictionReason, BoundCounter>>;
  readonly load: BoundHistogram;
  readonly #end: readonly (() => void)[];

  constructor(instruments: Instruments, cache: string, gauges: CacheGauges) {
    const requests = instruments.counter(METRICS.cache_requests_total);
    const evictions = instruments.counter(METRICS.cache_evictions_total);
    const loads = instruments.histogram(METRICS.cache_load_duration_seconds);
    this.hit = requests.bind(cache, 'hit');
    this.miss = requests.bind(cache, 'miss');
    this.expired = requests.bind(cache, 'expired');
    this.evicted = requests.bind(cache, 'evicted');
    this.left = {
      capacity: evictions.bind(cache, 'capacity'),
      expired: evictions.bind(cache, 'expired'),
      invalidated: evictions.bind(cache, 'invalidated'),
      cleared: evictions.bind(cache, 'cleared'),
    };
    this.load = loads.bind(cache);
    const labels = [cache];
    this.#end = [
      instruments.observe(METRICS.cache_entries, (emit) => emit(labels, gauges.size)),
      instruments.observe(METRICS.cache_bytes, (emit) => emit(labels, gauges.bytes)),
      instruments.observe(METRICS.cache_capacity_entries, (emit) => emit(labels, gauges.capacity)),
      () => RESULTS.forEach((result) => remove(requests, cache, result)),
      () => REASONS.forEach((reason) => remove(evictions, cache, reason)),
      () => remove(loads, cache),
    ];
  }

  close(): void {
    for (const end of this.#end) end();
  }
}

const remove = (family: Family<unknown>, ...labels: readonly string[]): void => family.remove(...labels);
