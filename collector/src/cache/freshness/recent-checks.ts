import type { VersionChecks } from './update-rate.js';

const CAPACITY = 2048;

/** The latest checks, at most 2,048 of them, oldest first. */
export class RecentChecks {
  readonly #atMs = new Float64Array(CAPACITY);
  readonly #seconds = new Float64Array(CAPACITY);
  readonly #changed = new Uint8Array(CAPACITY);
  #added = 0;

  add(nowMs: number, seconds: number, changed: boolean): void {
    const place = this.#added++ % CAPACITY;
    this.#atMs[place] = nowMs;
    this.#seconds[place] = seconds;
    this.#changed[place] = changed ? 1 : 0;
  }

  /** Those at or after a time. */
  since(ms: number): VersionChecks {
    let first = Math.max(0, this.#added - CAPACITY);
    while (first < this.#added && (this.#atMs[first % CAPACITY] ?? 0) < ms) first++;
    return {
      count: this.#added - first,
      atMs: (index) => this.#atMs[(first + index) % CAPACITY] ?? 0,
      secondsAt: (index) => this.#seconds[(first + index) % CAPACITY] ?? 0,
      changedAt: (index) => this.#changed[(first + index) % CAPACITY] === 1,
    };
  }
}
