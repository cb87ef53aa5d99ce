import { pauseSeconds } from '../../loading/staleness.js';

/** What the memory tier keeps of a value. */
export class Held<V> {
  /** Loads of it that failed in a row, and when the next may be tried, in monotonic milliseconds. */
  #failures = 0;
  #retryAtMs = 0;

  constructor(
    /** Undefined: nothing is there. */
    readonly value: V | undefined,
    /** Monotonic milliseconds when its TTL began to run: when its load began, or when it came out of the second tier. */
    readonly asOfMs: number,
    /** How long its load took: what it costs to lose it. */
    readonly loadSeconds: number,
    /** Part of its life after the TTL. */
    readonly staleSeconds: number
  ) {}

  failed(nowMs: number): void {
    this.#failures++;
    this.#retryAtMs = nowMs + 1000 * pauseSeconds(this.#failures);
  }

  pauses(nowMs: number): boolean {
    return nowMs < this.#retryAtMs;
  }
}
