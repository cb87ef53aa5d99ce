const SAMPLE_PER_ENTRY = 10;
const MIN_SAMPLE_ENTRIES = 64;
const FIRST_SHARE = 0.01;
const LARGEST_SHARE = 0.8;
const STEP_SHARE = 0.0625;
const STEP_DECAY = 0.98;
/** A hit ratio that moves by more than this is another work load: the steps are large again. */
const RESTART_CHANGE = 0.05;

/**
 * Finds the share of the window by hill climbing (Einziger, Eytan, Friedman, Manes: Adaptive software cache management,
 * Middleware 2018): goes on in a direction while the hit ratio of samples rises, turns otherwise, in shrinking steps.
 */
export class WindowClimber {
  #capacity: number;
  #entries: number;
  #step: number;
  #sample: number;
  #requests = 0;
  #hits = 0;
  /** Of the sample before, which there is none of at first and after a change of capacity. */
  #formerRatio: number | undefined;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#entries = capacity * FIRST_SHARE;
    this.#step = capacity * STEP_SHARE;
    this.#sample = sampleFor(capacity);
  }

  /** Entries of the window, at least 1. */
  get windowEntries(): number {
    return Math.max(1, Math.round(this.#entries));
  }

  hit(): void {
    this.#requests++;
    this.#hits++;
  }

  miss(): void {
    this.#requests++;
  }

  get due(): boolean {
    return this.#requests >= this.#sample;
  }

  climb(): void {
    const ratio = this.#hits / this.#requests;
    const change = ratio - (this.#formerRatio ?? ratio);
    if (this.#formerRatio !== undefined) this.#move(change);
    this.#formerRatio = ratio;
    this.#requests = 0;
    this.#hits = 0;
  }

  setCapacity(capacity: number): void {
    this.#entries *= capacity / this.#capacity;
    this.#step = capacity * STEP_SHARE;
    this.#capacity = capacity;
    this.#sample = sampleFor(capacity);
    this.#formerRatio = undefined;
    this.#requests = 0;
    this.#hits = 0;
  }

  #move(change: number): void {
    if (change < 0) this.#step = -this.#step;
    this.#entries = Math.min(this.#capacity * LARGEST_SHARE, Math.max(1, this.#entries + this.#step));
    this.#step =
      Math.abs(change) >= RESTART_CHANGE
        ? Math.sign(this.#step) * this.#capacity * STEP_SHARE
        : this.#step * STEP_DECAY;
  }
}

const sampleFor = (capacity: number): number => SAMPLE_PER_ENTRY * Math.max(capacity, MIN_SAMPLE_ENTRIES);
