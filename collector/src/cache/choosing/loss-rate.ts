/** Look-ups per entry after a move that say nothing of what comes later: contents are fetched anew meanwhile. */
const TURNOVER_PER_ENTRY = 1;
/** Windows that differ from each other enough to tell what chance does. */
const LEAST_WINDOWS = 4;
/**
 * Beyond what chance does once in a hundred: Student's t for so many windows, less one. Fewer deviations would end trials in
 * traffic that comes in phases, where a policy loses for two turnovers and gains for ten (lirs_zigzag at 500: 4 points).
 */
const deviationsOf = (windows: number): number => 2.33 + 6.6 / (windows - 1);

/** How many hits a look-up costs that a policy is behind its former one, once the contents are its own. */
export class LossRate {
  #turnover: number;
  #lookUps = 0;
  #windows = 0;
  #lost = 0;
  #squares = 0;

  /** `entries` of the cache. */
  constructor(entries: number) {
    this.#turnover = entries * TURNOVER_PER_ENTRY;
  }

  add(lookUps: number, lost: number): void {
    this.#turnover -= lookUps;
    if (this.#turnover >= 0) return;
    this.#lookUps += lookUps;
    this.#windows++;
    this.#lost += lost;
    this.#squares += lost ** 2;
  }

  /** Hits per look-up that are lost for certain; no more than nothing while chance may explain them. */
  get atLeast(): number {
    if (this.#windows < LEAST_WINDOWS) return 0;
    const spread = Math.max(0, this.#squares - this.#lost ** 2 / this.#windows);
    const error = Math.sqrt((spread * this.#windows) / (this.#windows - 1));
    return Math.max(0, (this.#lost - deviationsOf(this.#windows) * error) / this.#lookUps);
  }
}
