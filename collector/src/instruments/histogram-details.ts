import type { TraceContext, ReadTrace } from './trace-context.js';
import { NativeHistogram } from './native-histogram.js';

export interface Exemplar extends TraceContext {
  readonly value: number;
  /** Unix time. */
  readonly timestampSeconds: number;
}

/** What a histogram keeps beside its buckets once somebody can use it. Shared by the children of a family. */
export interface HistogramWishes {
  /** A scraper takes native histograms. */
  native: boolean;
  /** There are traces that an exemplar could lead to. */
  readTrace: ReadTrace | undefined;
  /** Unix time in seconds. */
  readonly now: () => number;
}

/** Native histogram and exemplars of one label set. */
export class HistogramDetails {
  native: NativeHistogram | undefined;
  readonly #wishes: HistogramWishes;
  #exemplars: (Exemplar | undefined)[] | undefined;
  /** Whether a bucket has had its exemplar since the last exposition: one each is all that a scrape can tell. */
  readonly #taken: Uint8Array;

  constructor(wishes: HistogramWishes, buckets: number) {
    this.#wishes = wishes;
    this.#taken = new Uint8Array(buckets);
  }

  observe(value: number, bucket: number): void {
    this.native?.add(value);
    const { readTrace } = this.#wishes;
    if (readTrace === undefined || this.#taken[bucket] === 1) return;
    const trace = readTrace();
    if (trace === undefined) return;
    this.#taken[bucket] = 1;
    this.#exemplars ??= [];
    const { traceId, spanId } = trace;
    this.#exemplars[bucket] = { traceId, spanId, value, timestampSeconds: this.#wishes.now() };
  }

  /** The latest of the bucket; from now on the next is taken. */
  exemplar(bucket: number): Exemplar | undefined {
    this.#taken[bucket] = 0;
    return this.#exemplars?.[bucket];
  }
}

/**
 * Counts that were taken before anybody asked for native histograms go to the bucket of their upper edge (those beyond the
 * last edge to the one above it): the count is right from the start, and rates see only what came after.
 */
export function nativeFrom(edges: Float64Array, countOf: (bucket: number) => number): NativeHistogram {
  const native = new NativeHistogram();
  for (let bucket = 0; bucket <= edges.length; bucket += 1) {
    const count = countOf(bucket);
    if (count > 0) native.add(edges[bucket] ?? (edges.at(-1) ?? 0) * 1.05, count);
  }
  return native;
}
