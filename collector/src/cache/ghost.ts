/** Ticks of 64 ms: 31 bits of them are four years. */
const MS_PER_TICK = 64;
const MAX_TICK = 0x7fffffff;
const WAYS = 4;
const SET_CELLS = WAYS * 2;
/** A deadline that lies before every look-up: the entry left because its TTL had run out. */
const EXPIRED = 0;

export type Departure = 'expired' | 'evicted' | undefined;

/**
 * Remembers, in bounded room, the hashes of keys that left the cache, and until when they would have been fresh. So a miss on
 * a key that had to make room is told from a miss on one never seen; and one that had to make room, but whose TTL would have
 * run out by now, is an expiry: more room would not have helped it. Four ways per set, the oldest of a set is overwritten;
 * a false answer needs 32 equal bits.
 */
export class Ghost {
  /** Hash and deadline by turns, so that a set is half a cache line. */
  #cells: Int32Array;
  #next: Uint8Array;
  #mask: number;

  constructor(entries: number) {
    const sets = setsFor(entries);
    this.#cells = new Int32Array(sets * SET_CELLS);
    this.#next = new Uint8Array(sets);
    this.#mask = sets - 1;
  }

  /** An entry was evicted that would have been fresh until `deadlineMs` of the monotonic clock. */
  evicted(hash: number, deadlineMs: number): void {
    this.#remember(hash, Math.max(1, Math.min(MAX_TICK, Math.ceil(deadlineMs / MS_PER_TICK))));
  }

  expired(hash: number): void {
    this.#remember(hash, EXPIRED);
  }

  /** Why the key left, if it is remembered. */
  lookUp(hash: number, nowMs: number): Departure {
    const index = this.#find(hash);
    if (index < 0) return undefined;
    return (this.#cells[index + 1] ?? EXPIRED) * MS_PER_TICK > nowMs ? 'evicted' : 'expired';
  }

  forget(hash: number): void {
    const index = this.#find(hash);
    if (index >= 0) this.#cells[index] = 0;
  }

  clear(): void {
    this.#cells.fill(0);
  }

  /** Keeps what fits. */
  resize(entries: number): void {
    const sets = setsFor(entries);
    if (sets - 1 === this.#mask) return;
    const cells = this.#cells;
    this.#cells = new Int32Array(sets * SET_CELLS);
    this.#next = new Uint8Array(sets);
    this.#mask = sets - 1;
    for (let index = 0; index < cells.length; index += 2) {
      const hash = cells[index] ?? 0;
      if (hash !== 0) this.#remember(hash, cells[index + 1] ?? EXPIRED);
    }
  }

  #remember(hash: number, deadline: number): void {
    const tag = hash === 0 ? 1 : hash;
    const set = tag & this.#mask;
    let index = this.#find(tag);
    if (index < 0) {
      const way = this.#next[set] ?? 0;
      this.#next[set] = (way + 1) % WAYS;
      index = set * SET_CELLS + way * 2;
    }
    this.#cells[index] = tag;
    this.#cells[index + 1] = deadline;
  }

  #find(hash: number): number {
    const tag = hash === 0 ? 1 : hash;
    const begin = (tag & this.#mask) * SET_CELLS;
    const cells = this.#cells;
    for (let index = begin; index < begin + SET_CELLS; index += 2) if (cells[index] === tag) return index;
    return -1;
  }
}

/** A power of two of sets, so that at least `entries` keys find room. */
function setsFor(entries: number): number {
  let sets = 1;
  while (sets * WAYS < entries) sets *= 2;
  return sets;
}
