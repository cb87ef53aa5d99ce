export const WINDOW_MS = 300_000;
const BIN_MS = 5000;
const BINS = WINDOW_MS / BIN_MS;

export interface StaleCount {
  /** Hits that were looked into, and how many of them had been given out after their value had changed. */
  readonly hits: number;
  readonly stale: number;
}

/**
 * A sample of hits over the last five minutes, in bins of 5 s; the present bin is counted beside the 60 before it, so that no
 * five minutes are missed.
 */
export class StaleWindow {
  readonly #hits = new Uint32Array(BINS + 1);
  readonly #stale = new Uint32Array(BINS + 1);
  #bin = 0;

  add(nowMs: number, stale: boolean): void {
    this.#turnTo(nowMs);
    const place = this.#bin % (BINS + 1);
    this.#hits[place] = (this.#hits[place] ?? 0) + 1;
    if (stale) this.#stale[place] = (this.#stale[place] ?? 0) + 1;
  }

  /** Of the last `ms`, rounded up to whole bins. */
  last(ms: number, nowMs: number): StaleCount {
    this.#turnTo(nowMs);
    let hits = 0;
    let stale = 0;
    const bins = Math.min(BINS, Math.ceil(ms / BIN_MS));
    for (let back = 0; back <= bins && back <= this.#bin; back++) {
      const place = (this.#bin - back) % (BINS + 1);
      hits += this.#hits[place] ?? 0;
      stale += this.#stale[place] ?? 0;
    }
    return { hits, stale };
  }

  #turnTo(nowMs: number): void {
    const bin = Math.floor(nowMs / BIN_MS);
    if (bin - this.#bin > BINS) {
      this.#hits.fill(0);
      this.#stale.fill(0);
      this.#bin = bin;
    }
    while (this.#bin < bin) {
      this.#bin++;
      this.#hits[this.#bin % (BINS + 1)] = 0;
      this.#stale[this.#bin % (BINS + 1)] = 0;
    }
  }
}
