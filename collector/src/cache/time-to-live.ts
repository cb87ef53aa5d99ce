import { positionOf } from './key-hash.js';

/** Own TTLs of entries, 0: none. */
type OwnTtls = Float64Array<ArrayBuffer>;

/** How long entries are fresh: one TTL, or two side by side while a TTL is tried, keys divided by hash. In milliseconds. */
export class TimeToLive {
  #ms: number;
  /** By slot; made when the first one comes. */
  #ownMs: OwnTtls | undefined;
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

  /** What every entry has; undefined where there are own TTLs or a split. */
  get commonMs(): number | undefined {
    return this.#ownMs === undefined && this.#split === undefined ? this.#ms : undefined;
  }

  /** The TTL that a slot has of its own; 0: none. */
  ownOf(slot: number): number {
    return this.#ownMs === undefined ? 0 : (this.#ownMs[slot] ?? 0);
  }

  /** `slots`: how many there are. */
  setOwn(slot: number, ms: number, slots: number): void {
    if (this.#ownMs === undefined) {
      if (ms === 0) return;
      this.#ownMs = new Float64Array(slots);
    }
    this.#ownMs[slot] = ms;
  }

  grow(slots: number): void {
    if (this.#ownMs === undefined) return;
    const former = this.#ownMs;
    this.#ownMs = new Float64Array(slots);
    this.#ownMs.set(former);
  }

  clearOwn(): void {
    this.#ownMs = undefined;
  }

  /** Of an entry that has none of its own. */
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
