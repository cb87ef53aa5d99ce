import type { BlockDelta, DeltaBatch, HistogramDelta, SeriesDelta } from '../contract/index.js';

const keyOf = (series: SeriesDelta): string => `${series.metric}\n${JSON.stringify(series.labels)}`;

const subtract = (now: HistogramDelta, before: HistogramDelta | undefined): HistogramDelta =>
  before === undefined
    ? now
    : {
        count: now.count - before.count,
        sum: now.sum - before.sum,
        buckets: now.buckets.map((value, index) => value - (before.buckets[index] ?? 0)),
      };

const plus = (a: HistogramDelta, b: HistogramDelta): HistogramDelta => ({
  count: a.count + b.count,
  sum: a.sum + b.sum,
  buckets: a.buckets.map((value, index) => value + (b.buckets[index] ?? 0)),
});

/** What `now` gained over `before`; series without a gain are left out, gauges always stay. */
function gains(now: readonly SeriesDelta[], before: ReadonlyMap<string, SeriesDelta>): SeriesDelta[] {
  const gained: SeriesDelta[] = [];
  for (const series of now) {
    if (series.type === 'gauge') {
      gained.push(series);
      continue;
    }
    const former = before.get(keyOf(series));
    if (series.type === 'counter') {
      const value = series.value - (former?.type === 'counter' ? former.value : 0);
      if (value !== 0) gained.push({ ...series, value });
    } else {
      const value = subtract(series.value, former?.type === 'histogram' ? former.value : undefined);
      if (value.count !== 0) gained.push({ ...series, value });
    }
  }
  return gained;
}

/** One batch that says what two said: counters add up, of gauges the later stands. */
function merge(older: DeltaBatch, newer: DeltaBatch): DeltaBatch {
  const series = new Map(older.series.map((entry) => [keyOf(entry), entry]));
  for (const entry of newer.series) {
    const former = series.get(keyOf(entry));
    if (entry.type === 'counter' && former?.type === 'counter') {
      series.set(keyOf(entry), { ...entry, value: entry.value + former.value });
    } else if (entry.type === 'histogram' && former?.type === 'histogram') {
      series.set(keyOf(entry), { ...entry, value: plus(former.value, entry.value) });
    } else {
      series.set(keyOf(entry), entry);
    }
  }
  return {
    first: older.first,
    sequence: newer.sequence,
    durationMs: older.durationMs + newer.durationMs,
    series: [...series.values()],
    // Blocks of an outage speak for nobody: their trial has run out.
    blocks: newer.blocks,
  };
}

/**
 * Turns totals into numbered batches and keeps them until they are acknowledged. While nobody acknowledges, the oldest two
 * are merged, so that memory stays bounded and no count is lost.
 */
export class DeltaLog {
  #former: ReadonlyMap<string, SeriesDelta> = new Map();
  #batches: DeltaBatch[] = [];
  #sequence = 0;
  readonly #maxBatches: number;

  constructor(maxBatches = 30) {
    this.#maxBatches = maxBatches;
  }

  add(totals: readonly SeriesDelta[], blocks: readonly BlockDelta[], durationMs: number): void {
    this.#sequence += 1;
    const sequence = this.#sequence;
    this.#batches.push({ first: sequence, sequence, durationMs, series: gains(totals, this.#former), blocks });
    this.#former = new Map(totals.map((series) => [keyOf(series), series]));
    if (this.#batches.length > this.#maxBatches) {
      const [first, second, ...rest] = this.#batches;
      if (first !== undefined && second !== undefined) this.#batches = [merge(first, second), ...rest];
    }
  }

  acknowledge(sequence: number): void {
    this.#batches = this.#batches.filter((batch) => batch.sequence > sequence);
  }

  get pending(): readonly DeltaBatch[] {
    return [...this.#batches];
  }
}
