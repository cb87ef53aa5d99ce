import type { EvictionPolicy } from '../../contract/index.js';
import { Miniature } from './miniature.js';
import { bracketWidth, predict, type Prediction } from './prediction.js';

/** Sizes that are simulated, as multiples of the cache's capacity. */
export const CAPACITY_RATIOS = [0.5, 1, 2] as const;
const PRESENT = CAPACITY_RATIOS.indexOf(1);
const HASHES = 2 ** 32;

/** One policy at one size: a miniature, and where keys are sampled its two neighbours. */
class SimulatedSize {
  readonly capacity: number;
  readonly rate: number;
  /** Hashes of sampled keys are below it. */
  readonly below: number;
  readonly middle: Miniature;
  readonly all: readonly Miniature[];

  constructor(policy: EvictionPolicy, capacity: number, mostEntries: number) {
    this.capacity = capacity;
    this.rate = capacity <= mostEntries ? 1 : mostEntries / 2 / capacity;
    this.below = Math.ceil(this.rate * HASHES);
    const entries = Math.max(1, Math.round(capacity * this.rate));
    const width = bracketWidth(entries, this.rate);
    this.middle = new Miniature(policy, entries);
    this.all =
      width === 0
        ? [this.middle]
        : [this.middle, new Miniature(policy, Math.max(1, entries - width)), new Miniature(policy, entries + width)];
  }

  prediction(lookUps: number): Prediction {
    const { middle, all, rate } = this;
    const [, smaller = middle, larger = middle] = all;
    return predict(middle.policy, this.capacity, {
      lookUps,
      rate,
      misses: middle.misses,
      smaller: smaller.misses,
      larger: larger.misses,
    });
  }
}

/** One policy at half, once and twice the capacity of a cache, in miniature. */
export class SimulatedPolicy {
  readonly policy: EvictionPolicy;
  readonly #sizes: readonly SimulatedSize[];
  readonly #present: SimulatedSize;

  constructor(policy: EvictionPolicy, capacity: number, mostEntries: number) {
    this.policy = policy;
    this.#sizes = CAPACITY_RATIOS.map(
      (ratio) => new SimulatedSize(policy, Math.max(1, Math.round(capacity * ratio)), mostEntries)
    );
    this.#present = this.#sizes[PRESENT] ?? new SimulatedSize(policy, capacity, mostEntries);
  }

  /** Hashes below it are of use to any of its miniatures. */
  get below(): number {
    return Math.max(...this.#sizes.map(({ below }) => below));
  }

  /** Look-ups in miniatures that one look-up in the cache costs on average. */
  get cost(): number {
    return this.#sizes.reduce((sum, { rate, all }) => sum + rate * all.length, 0);
  }

  /** Sampling rate at the present capacity. */
  get rate(): number {
    return this.#present.rate;
  }

  /** Misses at the present capacity since the last reset, by group of keys. */
  get misses(): Float64Array {
    return this.#present.middle.misses;
  }

  /** `position`, unsigned, decides for which sizes the key is sampled; `hash` is the key. Returns what it cost. */
  request(position: number, hash: number): number {
    let cost = 0;
    for (const { below, all } of this.#sizes) {
      if (position >= below) continue;
      for (const miniature of all) miniature.request(hash);
      cost += all.length;
    }
    return cost;
  }

  reset(): void {
    for (const { all } of this.#sizes) for (const miniature of all) miniature.reset();
  }

  /** Since the last reset, `lookUps` of the cache ago: half, once and twice the capacity. */
  predictions(lookUps: number): readonly Prediction[] {
    return this.#sizes.map((size) => size.prediction(lookUps));
  }
}
