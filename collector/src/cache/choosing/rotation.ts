import { EVICTION_POLICIES, type EvictionPolicy } from '../../contract/index.js';

/**
 * The order in which policies are tried beside the one in use. The first three complement each other: frequency with a
 * window, quick demotion, recency; a choice among them beats every single one.
 */
const PROMISING: readonly EvictionPolicy[] = ['w-tinylfu', 'lru', 's3-fifo', 'sieve', 'lfu', 'fifo'];
export const FIRST_POLICY: EvictionPolicy = 'w-tinylfu';
const CHALLENGERS = 2;
/** Spans that a challenger stays at the least. */
const SPANS_PER_TURN = 8;

/** Which policies are simulated: the one in use, and two that take turns; the better one of those stays. */
export class Rotation {
  readonly #order: readonly EvictionPolicy[];
  #challengers: readonly EvictionPolicy[];
  #spans = 0;

  constructor(present: EvictionPolicy) {
    this.#order = [...PROMISING, ...EVICTION_POLICIES.filter((policy) => !PROMISING.includes(policy))];
    this.#challengers = this.#order.filter((policy) => policy !== present).slice(0, CHALLENGERS);
  }

  /** The present policy first. */
  policies(present: EvictionPolicy): readonly EvictionPolicy[] {
    return [present, ...this.#challengers];
  }

  /** Another one is in use from now on: the former one becomes a challenger. */
  moved(from: EvictionPolicy, to: EvictionPolicy): void {
    const others = this.#challengers.filter((policy) => policy !== to);
    this.#challengers = [from, ...others].slice(0, CHALLENGERS);
  }

  /** A span has ended. `gainOf` says what a challenger is ahead of the present policy. */
  next(present: EvictionPolicy, gainOf: (policy: EvictionPolicy) => number | undefined): void {
    if (++this.#spans < SPANS_PER_TURN) return;
    this.#spans = 0;
    const ranked = [...this.#challengers].sort((one, other) => (gainOf(other) ?? -1) - (gainOf(one) ?? -1));
    const leaving = ranked[ranked.length - 1];
    const coming = leaving === undefined ? undefined : this.#after(leaving, [present, ...this.#challengers]);
    if (coming !== undefined) this.#challengers = [...ranked.slice(0, -1), coming];
  }

  #after(policy: EvictionPolicy, taken: readonly EvictionPolicy[]): EvictionPolicy | undefined {
    const at = this.#order.indexOf(policy);
    const round = [...this.#order.slice(at + 1), ...this.#order.slice(0, at)];
    return round.find((one) => !taken.includes(one));
  }
}
