/** Where the sweep for expired entries is, and until when there is nothing to sweep. Monotonic milliseconds. */
export class ExpirySweep {
  #cursor = 0;
  /** The first deadline that the present round has met. */
  #roundDeadlineMs = 0;
  /** Nothing expires before. */
  #quietUntilMs = 0;

  /** Nothing is known any more of deadlines. */
  reset(): void {
    this.#cursor = 0;
    this.#roundDeadlineMs = 0;
    this.#quietUntilMs = 0;
  }

  isQuiet(nowMs: number): boolean {
    return nowMs < this.#quietUntilMs;
  }

  /** An entry expires then. */
  note(deadlineMs: number): void {
    if (deadlineMs < this.#roundDeadlineMs) this.#roundDeadlineMs = deadlineMs;
    if (deadlineMs < this.#quietUntilMs) this.#quietUntilMs = deadlineMs;
  }

  /**
   * Looks at the next `slots` of the `used` first slots; the next call goes on from there. `deadlineOf` is Infinity for an
   * empty slot.
   */
  run(
    slots: number,
    used: number,
    nowMs: number,
    deadlineOf: (slot: number) => number,
    expire: (slot: number) => void
  ): void {
    if (this.isQuiet(nowMs)) return;
    for (let step = Math.min(slots, used); step > 0; step--) {
      if (this.#cursor >= used) {
        this.#cursor = 0;
        this.#quietUntilMs = this.#roundDeadlineMs;
        this.#roundDeadlineMs = Infinity;
        if (this.isQuiet(nowMs)) return;
      }
      const slot = this.#cursor++;
      const deadlineMs = deadlineOf(slot);
      if (deadlineMs <= nowMs) expire(slot);
      else if (deadlineMs < this.#roundDeadlineMs) this.#roundDeadlineMs = deadlineMs;
    }
  }
}
