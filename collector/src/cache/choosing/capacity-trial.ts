/** A change of a capacity, what was promised of it and what was hit before. Hit ratios from 0 to 1. */
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
/** Hits per entry lost against the promise that end a trial at once: within 2 × capacity look-ups from 25 points on. */
const CLIFF_PER_ENTRY = 0.5;
/** Hit ratio that may be missing at the end. */
const TOLERANCE = 0.01;
/** Smaller losses end it from so many look-ups per entry on, where they are beyond what chance does once in a hundred. */
const EVIDENCE_PER_ENTRY = 1;
const Z99 = 2.33;
/** Spread of hit ratios from one report to the next tells chance better than their binomial error, from so many reports on. */
const LEAST_REPORTS = 4;

/** Holds what a cache hits after a change of its capacity against what was promised, report by report. */
export class CapacityTrial {
  readonly move: CapacityMove;
  #toCome: number;
  #lookUps = 0;
  #hits = 0;
  #reports = 0;
  /** Of the squared distances of the reports' hits from the promise's, in look-ups. */
  #squares = 0;

  constructor(move: CapacityMove) {
    this.move = move;
    this.#toCome = move.to > move.from ? move.to * FILL_PER_ENTRY : 0;
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
    const { from, to, predicted } = this.move;
    this.#lookUps += lookUps;
    this.#hits += hits;
    this.#reports++;
    this.#squares += (predicted * lookUps - hits) ** 2;
    const lost = predicted * this.#lookUps - this.#hits;
    const entries = Math.max(from, to);
    if (lost > entries * CLIFF_PER_ENTRY) return 'failed';
    const tolerated = this.#lookUps * TOLERANCE;
    if (this.#lookUps >= entries * EVIDENCE_PER_ENTRY && lost > tolerated + Z99 * this.#chance(lost)) return 'failed';
    if (this.#lookUps < entries * TRIAL_PER_ENTRY) return 'going-on';
    return lost > tolerated ? 'failed' : 'kept';
  }

  /** Standard error of the hits so far: binomial, or out of how the reports differ, whichever is larger. */
  #chance(lost: number): number {
    const { predicted } = this.move;
    const binomial = Math.sqrt(this.#lookUps * predicted * (1 - predicted));
    if (this.#reports < LEAST_REPORTS) return Math.max(binomial, Math.sqrt(this.#squares));
    const spread = this.#squares - lost ** 2 / this.#reports;
    return Math.max(binomial, Math.sqrt(Math.max(0, spread)));
  }
}
