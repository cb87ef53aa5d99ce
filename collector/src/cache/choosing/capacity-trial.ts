import type { Prediction } from '../simulation/prediction.js';

/** Another capacity, what was promised of it and what it was before. Hit ratios from 0 to 1. */
export interface CapacityMove {
  readonly from: number;
  readonly to: number;
  readonly predicted: number;
  readonly before: number;
}

export type TrialVerdict = 'going-on' | 'kept' | 'failed';

/** A larger room fills at the rate of misses, so its trial counts only after so many look-ups per entry. */
const FILL_PER_ENTRY = 4;
const TRIAL_PER_ENTRY = 4;
/** Hits per entry lost against the promise that end a trial at once: within 2 × capacity look-ups on a cliff. */
const CLIFF_PER_ENTRY = 0.5;
/** Hit ratio that may be missing at the end. */
const TOLERANCE = 0.01;

/** Holds what a cache hits after a change of its capacity against what was predicted. */
export class CapacityTrial {
  readonly move: CapacityMove;
  #toCome: number;
  #lookUps = 0;
  #hits = 0;

  constructor(from: number, to: Prediction, before: number) {
    this.move = { from, to: to.capacity, predicted: to.hitRatio, before };
    this.#toCome = to.capacity > from ? to.capacity * FILL_PER_ENTRY : 0;
  }

  /** Undefined until it counts. */
  get achieved(): number | undefined {
    return this.#lookUps === 0 ? undefined : this.#hits / this.#lookUps;
  }

  add(lookUps: number, hits: number): TrialVerdict {
    if (this.#toCome > 0) {
      this.#toCome -= lookUps;
      return 'going-on';
    }
    this.#lookUps += lookUps;
    this.#hits += hits;
    const { from, to, predicted } = this.move;
    const lost = predicted * this.#lookUps - this.#hits;
    const entries = Math.max(from, to);
    if (lost > entries * CLIFF_PER_ENTRY) return 'failed';
    if (this.#lookUps < entries * TRIAL_PER_ENTRY) return 'going-on';
    return lost > this.#lookUps * TOLERANCE ? 'failed' : 'kept';
  }
}
