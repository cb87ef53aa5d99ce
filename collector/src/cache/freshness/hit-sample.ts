import type { Random } from '../../contract/index.js';

/**
 * Chooses hits to look into: each with the same chance, as many per second as wanted on average, and never more than a second's
 * worth at once. Costs the others a decrement.
 */
export class HitSample {
  readonly #perSecond: number;
  readonly #random: Random;
  #rest = 1;
  #left = 1;
  #spacing = 1;
  #seen = 0;
  #ratedAtMs: number;
  #tokens: number;
  #filledAtMs: number;

  constructor(perSecond: number, random: Random, nowMs: number) {
    this.#perSecond = perSecond;
    this.#random = random;
    this.#tokens = perSecond;
    this.#ratedAtMs = this.#filledAtMs = nowMs;
  }

  /** Whether this hit may be one; if so, and until one was taken, so may the next. */
  due(): boolean {
    return --this.#left <= 0;
  }

  /** Takes the hit that was due; false: not now, the wanted rate is reached. */
  take(nowMs: number): boolean {
    this.#seen += this.#rest - this.#left;
    this.#tokens = Math.min(
      Math.max(1, this.#perSecond),
      this.#tokens + ((nowMs - this.#filledAtMs) / 1000) * this.#perSecond
    );
    this.#filledAtMs = nowMs;
    this.#rate(nowMs);
    // From 1 to twice the spacing less 1, so that nothing periodic is always or never met.
    this.#left = this.#rest = 1 + Math.floor(this.#random() * (2 * this.#spacing - 1));
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }

  /** Once a second: how many hits there were for each that is wanted. */
  #rate(nowMs: number): void {
    const elapsedMs = nowMs - this.#ratedAtMs;
    if (elapsedMs < 1000) return;
    this.#spacing = Math.max(1, Math.round(this.#seen / (elapsedMs / 1000) / this.#perSecond));
    this.#seen = 0;
    this.#ratedAtMs = nowMs;
  }
}
