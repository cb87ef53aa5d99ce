import type { Clock } from '../../contract/index.js';

/** A clock that stands still until it is told to move. */
export class ManualClock implements Clock {
  #now = 1_700_000_000_000;
  #monotonic = 1_000;
  #timers: { at: number; run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#monotonic + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Moves on, running what falls due in order. */
  advance(ms: number): void {
    const end = this.#monotonic + ms;
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.#step(due.at);
      due.run();
    }
    this.#step(end);
  }

  /** The wall clock jumps; durations do not. */
  jump(ms: number): void {
    this.#now += ms;
  }

  get pending(): number {
    return this.#timers.length;
  }

  #step(to: number): void {
    this.#now += to - this.#monotonic;
    this.#monotonic = to;
  }
}
