import type { DeltaBatch, HistogramDelta, Labels, SeriesDelta } from '../../contract/index.js';

/** One series of one instance; the same object each time, so that slices can be keyed by it. */
export interface SeriesKey {
  readonly metric: string;
  readonly labels: Labels;
  readonly type: SeriesDelta['type'];
}

export interface Slice {
  /** Collector's monotonic time at its end, in milliseconds. */
  endMs: number;
  durationMs: number;
  readonly values: Map<SeriesKey, number | HistogramDelta>;
}

/** Slices stay as fine as they came for this long, then are merged. */
const FINE_MS = 90_000;
const MERGED_MS = 5_000;
/** Series of one instance beyond this many are left out. */
const MAX_SERIES = 20_000;

export const addHistograms = (left: HistogramDelta, right: HistogramDelta): HistogramDelta => ({
  count: left.count + right.count,
  sum: left.sum + right.sum,
  buckets: Array.from(
    { length: Math.max(left.buckets.length, right.buckets.length) },
    (_, index) => (left.buckets[index] ?? 0) + (right.buckets[index] ?? 0)
  ),
});

function addInto(values: Slice['values'], key: SeriesKey, value: number | HistogramDelta): void {
  const former = values.get(key);
  if (former === undefined || key.type === 'gauge') values.set(key, value);
  else if (typeof former === 'number' && typeof value === 'number') values.set(key, former + value);
  else if (typeof former === 'object' && typeof value === 'object') values.set(key, addHistograms(former, value));
}

/** What one instance measured of late, bounded in time and in series. */
export class SeriesRing {
  readonly #keepMs: number;
  readonly #keys = new Map<string, SeriesKey>();
  readonly #coarse: Slice[] = [];
  readonly #fine: Slice[] = [];

  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  /** @param endMs When the batch ended, by the collector's monotonic clock. */
  push(batch: Pick<DeltaBatch, 'durationMs' | 'series'>, endMs: number): void {
    const values: Slice['values'] = new Map();
    for (const series of batch.series) {
      const key = this.#keyOf(series);
      if (key !== undefined) addInto(values, key, series.value);
    }
    this.#fine.push({ endMs, durationMs: batch.durationMs, values });
    this.#age(endMs);
  }

  /** Slices that lie within (fromMs, toMs] for the most part, oldest first. */
  between(fromMs: number, toMs: number): readonly Slice[] {
    const inside = ({ endMs, durationMs }: Slice): boolean => {
      const middle = endMs - durationMs / 2;
      return middle > fromMs && middle <= toMs;
    };
    return [...this.#coarse.filter(inside), ...this.#fine.filter(inside)];
  }

  #keyOf(series: SeriesDelta): SeriesKey | undefined {
    const id = `${series.metric}\n${JSON.stringify(series.labels)}`;
    const known = this.#keys.get(id);
    if (known !== undefined || this.#keys.size >= MAX_SERIES) return known;
    const key: SeriesKey = { metric: series.metric, labels: series.labels, type: series.type };
    this.#keys.set(id, key);
    return key;
  }

  #age(nowMs: number): void {
    while (this.#fine[0] !== undefined && this.#fine[0].endMs < nowMs - FINE_MS) {
      const slice = this.#fine.shift();
      const last = this.#coarse.at(-1);
      if (slice === undefined) break;
      if (last !== undefined && last.durationMs + slice.durationMs <= MERGED_MS) {
        for (const [key, value] of slice.values) addInto(last.values, key, value);
        last.endMs = slice.endMs;
        last.durationMs += slice.durationMs;
      } else {
        this.#coarse.push(slice);
      }
    }
    while (this.#coarse[0] !== undefined && this.#coarse[0].endMs < nowMs - this.#keepMs) this.#coarse.shift();
  }
}
