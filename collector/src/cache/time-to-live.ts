import { positionOf } from './key-hash.js';

/** How long entries are fresh: one TTL, or two side by side while a TTL is tried, keys divided by hash. In milliseconds. */
export class TimeToLive {
  #ms: number;
  #split: { readonly bMs: number; readonly share: number; readonly seed: number } | undefined;

  constructor(ms: number) {
    this.#ms = ms;
  }

  /** What holds outside of a split, and for arm a within one. */
  get ms(): number {
    return this.#ms;
  }

  get divided(): boolean {
    return this.#split !== undefined;
  }

  /** No entry without a TTL of its own is fresh for less. */
  get shortestMs(): number {
    return this.#split === undefined ? this.#ms : Math.min(this.#ms, this.#split.bMs);
  }

  for(hash: number): number {
    const split = this.#split;
    return split !== undefined && positionOf(hash, split.seed) < split.share ? split.bMs : this.#ms;
  }

  /** Ends a split. */
  set(ms: number): void {
    this.#ms = ms;
    this.#split = undefined;
  }

  divide(aMs: number, bMs: number, share: number, seed: number): void {
    this.#ms = aMs;
    this.#split = { bMs, share, seed };
  }
}
