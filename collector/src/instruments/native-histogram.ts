/** Growth of 1.09 from bucket to bucket: the first resolution, lowered when a histogram needs too many buckets. */
const FIRST_SCHEMA = 3;
/** Few enough for memory and wire, and enough for 1 ms to 1,000 s at the first resolution. */
const MAX_BUCKETS = 160;
const FIRST_SLOTS = 16;
/** Values up to here count as zero; client_golang's default. */
export const ZERO_THRESHOLD = 2 ** -128;
/** A gap of this many empty buckets costs less on the wire than a span of its own. */
const LONGEST_GAP = 2;

/** A run of buckets: `offset` empty ones after the former run (or index 0), then `length` that are written. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

/**
 * Prometheus' native histogram (prometheus.io/docs/specs/native_histograms): bucket `i` of schema `s` holds values above
 * 2^((i−1)/2^s) up to 2^(i/2^s). For values ≥ 0.
 */
export class NativeHistogram {
  zeroCount = 0;
  #schema = FIRST_SCHEMA;
  #scale = 2 ** FIRST_SCHEMA;
  /** Counts of consecutive buckets, the first of them that of index `#base`. */
  #slots = new Float64Array(FIRST_SLOTS);
  #base = 0;
  /** Range of slots that hold something: from `#low` to before `#high`. */
  #low = 0;
  #high = 0;

  get schema(): number {
    return this.#schema;
  }

  add(value: number, count = 1): void {
    if (value <= ZERO_THRESHOLD) {
      this.zeroCount += count;
      return;
    }
    const slot = Math.ceil(Math.log2(value) * this.#scale) - this.#base;
    if (slot >= this.#low && slot < this.#high) this.#slots[slot] = (this.#slots[slot] as number) + count;
    else this.#addOutside(value, count);
  }

  /** Runs of buckets that hold something, and the difference of each of their counts to the one before. */
  encode(): { readonly spans: readonly Span[]; readonly deltas: readonly number[] } {
    const spans: { offset: number; length: number }[] = [];
    const deltas: number[] = [];
    let end = 0;
    let former = 0;
    const write = (count: number): void => {
      deltas.push(count - former);
      former = count;
    };
    for (let slot = this.#low; slot < this.#high; slot += 1) {
      const count = this.#slots[slot] as number;
      if (count === 0) continue;
      const index = slot + this.#base;
      const last = spans.at(-1);
      if (last !== undefined && index - end <= LONGEST_GAP) {
        for (; end < index; end += 1) {
          write(0);
          last.length += 1;
        }
        last.length += 1;
      } else spans.push({ offset: last === undefined ? index : index - end, length: 1 });
      write(count);
      end = index + 1;
    }
    return { spans, deltas };
  }

  #addOutside(value: number, count: number): void {
    let index = Math.ceil(Math.log2(value) * this.#scale);
    const isEmpty = this.#low === this.#high;
    if (isEmpty) {
      this.#base = index - FIRST_SLOTS / 2;
      this.#low = this.#high = FIRST_SLOTS / 2;
    } else {
      while (this.#widthWith(index) > MAX_BUCKETS) {
        this.#halve();
        index = Math.ceil(Math.log2(value) * this.#scale);
      }
    }
    if (index < this.#base || index >= this.#base + this.#slots.length) this.#grow(this.#widthWith(index), index);
    const slot = index - this.#base;
    this.#low = Math.min(this.#low, slot);
    this.#high = Math.max(this.#high, slot + 1);
    this.#slots[slot] = (this.#slots[slot] as number) + count;
  }

  #widthWith(index: number): number {
    return Math.max(index + 1, this.#base + this.#high) - Math.min(index, this.#base + this.#low);
  }

  #grow(width: number, index: number): void {
    let length = this.#slots.length;
    while (length < width) length *= 2;
    const from = Math.min(index, this.#base + this.#low);
    const base = from - Math.floor((length - width) / 2);
    this.#place(base, length, (old) => old);
  }

  /** Two neighbours become one: resolution is halved. */
  #halve(): void {
    this.#schema -= 1;
    this.#scale = 2 ** this.#schema;
    this.#place(Math.ceil((this.#base + this.#low) / 2), this.#slots.length, (old) => Math.ceil(old / 2));
  }

  #place(base: number, length: number, indexOf: (old: number) => number): void {
    const slots = new Float64Array(length);
    let low = length;
    let high = 0;
    for (let slot = this.#low; slot < this.#high; slot += 1) {
      const to = indexOf(slot + this.#base) - base;
      slots[to] = (slots[to] as number) + (this.#slots[slot] as number);
      low = Math.min(low, to);
      high = Math.max(high, to + 1);
    }
    this.#slots = slots;
    this.#base = base;
    this.#low = low;
    this.#high = high;
  }
}
