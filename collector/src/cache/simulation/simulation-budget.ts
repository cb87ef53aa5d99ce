/**
 * Look-ups in miniatures that one look-up in the cache pays for. One costs less than half of a look-up in the cache, so that the
 * simulation stays below 8 % of the cache's CPU (`npm run bench:cache` measures it).
 */
const COST_PER_LOOK_UP = 0.08;
/** Credit of a new cache, less than 0.1 s of work once: it learns soonest while it has most to learn. */
const ADVANCE = 800_000;

/**
 * What the simulation of one cache may cost, counted in look-ups in miniatures: no clock, so that the same requests lead to
 * the same choices.
 */
export class SimulationBudget {
  readonly #perLookUp: number;
  #credit: number;

  constructor(perLookUp = COST_PER_LOOK_UP, advance = ADVANCE) {
    this.#perLookUp = perLookUp;
    this.#credit = advance;
  }

  get credit(): number {
    return this.#credit;
  }

  earn(lookUps: number): void {
    this.#credit += lookUps * this.#perLookUp;
  }

  spend(cost: number): void {
    this.#credit -= cost;
  }
}
