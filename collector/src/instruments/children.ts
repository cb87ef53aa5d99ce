import type { Labels, MetricType } from '../contract/index.js';
import { HistogramDetails, nativeFrom, type HistogramWishes } from './histogram-details.js';
import type { BoundCounter, BoundGauge, BoundHistogram } from './types.js';
import type { Row } from './value-store.js';

/** What went wrong with the observations of one metric. */
export interface Misuse {
  /** Observations that the overflow child took in. */
  dropped: number;
  /** Observations that were ignored. */
  ignored: number;
}

/** One label set of a metric and the row that its numbers lie in. */
export abstract class Child {
  /** Somebody may hold it: its series does not end because an observer falls silent. */
  isBound = false;
  /** The collection in which an observer last emitted it. */
  emittedIn = 0;
  /** Text that an encoder keeps so that rendering escapes no label twice: one for each kind of line. */
  text: string | readonly string[] | undefined;
  /** The same for protobuf: its labels as they stand on the wire. */
  wireLabels: Uint8Array | undefined;
  #labelObject: Labels | undefined;
  protected values: Float64Array;
  protected offset: number;

  constructor(
    /** In the order of the definition, without constant labels. */
    readonly labels: readonly string[],
    row: Row,
    protected readonly misuse: Misuse,
    readonly isOverflow: boolean
  ) {
    this.values = row.values;
    this.offset = row.offset;
  }

  /** From now on it counts into `row`, which nobody reads; returns the row that it had. */
  detach(row: Row): Row {
    const former = { values: this.values, offset: this.offset };
    this.values = row.values;
    this.offset = row.offset;
    return former;
  }

  /** The number at `index` of its row. */
  cell(index: number): number {
    return this.values[this.offset + index] as number;
  }

  /** Sets the number of a counter or gauge that is read when collected. */
  put(value: number): void {
    this.values[this.offset] = value;
  }

  labelsNamed(names: readonly string[]): Labels {
    this.#labelObject ??= Object.freeze(
      Object.fromEntries(names.map((name, index) => [name, this.labels[index] ?? '']))
    );
    return this.#labelObject;
  }
}

export class CounterChild extends Child implements BoundCounter {
  inc(by = 1): void {
    if (by >= 0 && by < Infinity) this.values[this.offset] = (this.values[this.offset] as number) + by;
    else this.misuse.ignored += 1;
    if (this.isOverflow) this.misuse.dropped += 1;
  }
}

export class GaugeChild extends Child implements BoundGauge {
  set(value: number): void {
    this.values[this.offset] = value;
    if (this.isOverflow) this.misuse.dropped += 1;
  }

  add(by: number): void {
    this.values[this.offset] = (this.values[this.offset] as number) + by;
    if (this.isOverflow) this.misuse.dropped += 1;
  }
}

/** Its row: one number per bucket, not cumulative, the last of them +Inf, and then the sum. */
export class HistogramChild extends Child implements BoundHistogram {
  /** Undefined until somebody can use them, so that an observation costs nothing for them until then. */
  details: HistogramDetails | undefined;
  readonly #edges: Float64Array;

  constructor(
    labels: readonly string[],
    row: Row,
    misuse: Misuse,
    isOverflow: boolean,
    edges: Float64Array,
    wishes: HistogramWishes
  ) {
    super(labels, row, misuse, isOverflow);
    this.#edges = edges;
    this.heed(wishes);
  }

  /** Begins to keep what is wished for. */
  heed(wishes: HistogramWishes): void {
    if (!wishes.native && wishes.readTrace === undefined) return;
    this.details ??= new HistogramDetails(wishes, this.#edges.length + 1);
    if (wishes.native) this.details.native ??= nativeFrom(this.#edges, (bucket) => this.cell(bucket));
  }

  observe(value: number): void {
    if (!(value >= 0 && value < Infinity)) {
      this.misuse.ignored += 1;
      return;
    }
    const edges = this.#edges;
    const values = this.values;
    let low = 0;
    let high = edges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value <= (edges[middle] as number)) high = middle;
      else low = middle + 1;
    }
    const bucket = this.offset + low;
    const sum = this.offset + edges.length + 1;
    values[bucket] = (values[bucket] as number) + 1;
    values[sum] = (values[sum] as number) + value;
    if (this.details !== undefined) this.details.observe(value, low);
    if (this.isOverflow) this.misuse.dropped += 1;
  }
}

export type ChildOf<Type extends MetricType> = Type extends 'counter'
  ? CounterChild
  : Type extends 'gauge'
    ? GaugeChild
    : HistogramChild;
