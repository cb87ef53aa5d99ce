/**
 * Look-ups in miniatures that one look-up in the cache pays for: one costs about a third of a look-up in the cache, so this
 * share keeps the simulation below 8 % of the cache's CPU (`npm run bench:cache` measures it).
 */
const COST_PER_LOOK_UP = 0.2;
/** Look-ups that a cache is given credit for at its start, some 20 ms of work: it learns soonest while it has the most to learn. */
const ADVANCE_LOOK_UPS = 4_000_000;

/** What the simulation of one cache may cost, counted in look-ups in miniatures: no clock, so the same requests give the same. */
export class SimulationBudget {
  readonly #perLookUp: number;
  #credit: number;

  constructor(perLookUp = COST_PER_LOOK_UP, advanceLookUps = ADVANCE_LOOK_UPS) {
    this.#perLookUp = perLookUp;
    this.#credit = perLookUp * advanceLookUps;
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
