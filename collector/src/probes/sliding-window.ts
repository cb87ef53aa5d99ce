import type { Clock } from '../contract/index.js';
import { untilNextTick } from './next-tick.js';

const TICK_MS = 1000;

interface Sample<Reading> {
  readonly atMs: number;
  readonly reading: Reading;
}

/** The two ends of the window. */
export interface Span<Reading> {
  readonly from: Reading;
  readonly to: Reading;
  readonly durationMs: number;
}

/**
 * Samples counters every second by itself and keeps what the last `windowMs` hold, so that everybody who asks sees the same
 * usage, however often and whenever they ask.
 */
export class SlidingWindow<Reading> {
  readonly #clock: Clock;
  readonly #windowMs: number;
  readonly #read: () => Reading;
  #samples: Sample<Reading>[] = [];
  #cancel: (() => void) | undefined;
  #failure: unknown;

  /** While `read` throws, the window is empty; what it threw shows in `failure`. */
  constructor(clock: Clock, windowMs: number, read: () => Reading) {
    this.#clock = clock;
    this.#windowMs = windowMs;
    this.#read = read;
    this.#tick();
  }

  /** What the last reading threw, if it did. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Undefined before two samples. */
  span(): Span<Reading> | undefined {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.atMs <= first.atMs) return undefined;
    return { from: first.reading, to: last.reading, durationMs: last.atMs - first.atMs };
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#samples = [];
  }

  #tick(): void {
    this.#cancel = this.#clock.after(untilNextTick(this.#clock.monotonic(), TICK_MS), () => this.#tick());
    try {
      this.#samples.push({ reading: this.#read(), atMs: this.#clock.monotonic() });
      this.#failure = undefined;
    } catch (error) {
      this.#failure = error;
      this.#samples = [];
    }
    this.#forgetOld();
  }

  #forgetOld(): void {
    const atMs = this.#samples.at(-1)?.atMs ?? 0;
    // The oldest kept is the youngest that reaches back a whole window, with half a tick for a timer that is early.
    const edge = atMs - this.#windowMs + TICK_MS / 2;
    while (this.#samples.length > 2 && (this.#samples[1]?.atMs ?? Infinity) <= edge) this.#samples.shift();
  }
}
