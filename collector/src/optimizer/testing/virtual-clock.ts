import type { Clock } from '../../contract/index.js';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** Lets every promise that can settle do so. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Time that passes only when a test says so. */
export class VirtualClock implements Clock {
  #ms = 0;
  #order = 0;
  #timers: Timer[] = [];
  readonly #epoch = Date.parse('2026-03-01T12:00:00Z');

  now(): number {
    return this.#epoch + this.#ms;
  }

  monotonic(): number {
    return this.#ms;
  }

  after(ms: number, run: () => void): () => void {
    const timer: Timer = { at: this.#ms + Math.max(0, ms), order: this.#order++, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  get pendingTimers(): number {
    return this.#timers.length;
  }

  /** Lets time pass, timer by timer, with everything that follows from each. */
  async advance(ms: number): Promise<void> {
    const end = this.#ms + ms;
    await settle();
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#ms = Math.max(this.#ms, next.at);
      next.run();
      await settle();
    }
    this.#ms = end;
  }

  /** Until something holds. @throws Error when it does not within `ms`. */
  async until(holds: () => boolean, ms: number, stepMs = 250): Promise<void> {
    const end = this.#ms + ms;
    await settle();
    while (!holds()) {
      if (this.#ms >= end) throw new Error(`It did not happen within ${ms} ms`);
      await this.advance(stepMs);
    }
  }
}
