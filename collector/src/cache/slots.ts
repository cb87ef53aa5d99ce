/** Numbers of a slot, side by side so that they share a cache line: reading them is most of what a look-up waits for. */
const STRIDE = 4;
const INSERTED_AT = 0;
const OWN_TTL = 1;
const HASH = 2;
const BYTES = 3;

/** What the cache knows of each entry; an entry is a slot. */
export class Slots<Stored> {
  readonly keys: (string | undefined)[] = [];
  readonly values: (Stored | undefined)[] = [];
  /** Which of the evictors a slot stands in: 0, or 1 during a split of the capacity. */
  segment: Uint8Array;
  #numbers: Float64Array;
  #free: number[] = [];
  #used = 0;

  constructor(slots: number) {
    this.#numbers = new Float64Array(slots * STRIDE);
    this.segment = new Uint8Array(slots);
  }

  get length(): number {
    return this.segment.length;
  }

  /** Slots ever used: every entry is below. */
  get used(): number {
    return this.#used;
  }

  /** Whether `take` would have to grow. */
  get full(): boolean {
    return this.#free.length === 0 && this.#used === this.length;
  }

  /** Monotonic milliseconds. */
  insertedAt(slot: number): number {
    return this.#numbers[slot * STRIDE + INSERTED_AT] ?? 0;
  }

  /** An entry's own TTL in milliseconds; 0: the cache's. */
  ownTtlMs(slot: number): number {
    return this.#numbers[slot * STRIDE + OWN_TTL] ?? 0;
  }

  hash(slot: number): number {
    return this.#numbers[slot * STRIDE + HASH] ?? 0;
  }

  bytes(slot: number): number {
    return this.#numbers[slot * STRIDE + BYTES] ?? 0;
  }

  setTimes(slot: number, insertedAt: number, ownTtlMs: number): void {
    this.#numbers[slot * STRIDE + INSERTED_AT] = insertedAt;
    this.#numbers[slot * STRIDE + OWN_TTL] = ownTtlMs;
  }

  setBytes(slot: number, bytes: number): void {
    this.#numbers[slot * STRIDE + BYTES] = bytes;
  }

  take(key: string, hash: number): number {
    const slot = this.#free.pop() ?? this.#used++;
    this.keys[slot] = key;
    this.#numbers[slot * STRIDE + HASH] = hash;
    this.#numbers[slot * STRIDE + BYTES] = 0;
    return slot;
  }

  release(slot: number): void {
    this.keys[slot] = undefined;
    this.values[slot] = undefined;
    // An empty slot never expires: a sweep reads nothing else of it.
    this.#numbers[slot * STRIDE + INSERTED_AT] = Infinity;
    this.#free.push(slot);
  }

  releaseAll(): void {
    this.keys.length = 0;
    this.values.length = 0;
    this.#free = [];
    this.#used = 0;
  }

  grow(slots: number): void {
    const { segment } = this;
    const numbers = this.#numbers;
    this.segment = new Uint8Array(slots);
    this.segment.set(segment);
    this.#numbers = new Float64Array(slots * STRIDE);
    this.#numbers.set(numbers);
  }
}
