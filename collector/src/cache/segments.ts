import type { EvictionPolicy } from '../contract/index.js';
import { positionOf } from './key-hash.js';
import { createEvictor } from './policies/index.js';
import type { Evictor } from './policy.js';
import { LAYOUT, type Records } from './records.js';

const { NONE } = LAYOUT;

interface Segment {
  evictor: Evictor;
  capacity: number;
}

interface Division {
  readonly share: number;
  readonly seed: number;
}

/**
 * Where most look-ups hit and a hit does next to nothing, the hash that a kept string has within it is worth a Map, by a tenth.
 * For all others hash chains are as fast for kept strings, and a third faster for strings that are made anew.
 */
const MAPPED: ReadonlySet<EvictionPolicy> = new Set(['sieve']);

/**
 * The room of a cache: one evictor with one capacity, or two side by side while a capacity is tried, keys divided by hash.
 * Entries stay in their slots; dividing and merging only moves them between evictors, coldest first.
 */
export class Segments {
  readonly #records: Records;
  /** Called with a slot that must go; the slot has left its evictor already. */
  readonly #drop: (slot: number) => void;
  #policy: EvictionPolicy;
  #first: Segment;
  #second: Segment | undefined;
  #division: Division | undefined;
  /** Per slot 1 where it stands in the second segment; there while the room is divided. */
  #inSecond = new Uint8Array(0);

  constructor(records: Records, policy: EvictionPolicy, capacity: number, drop: (slot: number) => void) {
    this.#records = records;
    this.#policy = policy;
    this.#drop = drop;
    this.#first = this.#segment(capacity);
  }

  get policy(): EvictionPolicy {
    return this.#policy;
  }

  get capacity(): number {
    return this.#first.capacity + (this.#second?.capacity ?? 0);
  }

  get divided(): boolean {
    return this.#division !== undefined;
  }

  /** Whether the hashes of entries have to stand in their records, and those of missed keys are asked for. */
  get usesHashes(): boolean {
    return this.divided || this.#first.evictor.usesHashes;
  }

  /** Whether keys are found best by a Map: see MAPPED. */
  get prefersMap(): boolean {
    return MAPPED.has(this.#policy);
  }

  /** See `Evictor`. */
  get hitsUpTo(): number {
    return this.#first.evictor.hitsUpTo;
  }

  touch(slot: number): void {
    if (this.#second === undefined) this.#first.evictor.touch(slot);
    else this.#of(slot).evictor.touch(slot);
  }

  remove(slot: number): void {
    this.#of(slot).evictor.remove(slot);
  }

  missed(hash: number): void {
    this.#ofHash(hash).evictor.missed(hash);
  }

  /** The slot that must go before one more entry with this hash comes, having left its evictor; −1 where there is room. */
  victimFor(hash: number): number {
    const segment = this.#second === undefined ? this.#first : this.#ofHash(hash);
    const { evictor } = segment;
    return evictor.size < segment.capacity ? NONE : evictor.evict();
  }

  /** A victim of the fuller segment, having left its evictor; −1 where nothing is stored. */
  evict(): number {
    const [first, second] = [this.#first, this.#second];
    const secondIsFuller =
      second !== undefined && second.evictor.size / second.capacity > first.evictor.size / first.capacity;
    return (secondIsFuller ? second : first).evictor.evict();
  }

  add(slot: number, hash: number): void {
    if (this.#second === undefined) {
      this.#first.evictor.add(slot, 1);
      return;
    }
    this.#inSecond[slot] = this.#indexOf(hash);
    this.#of(slot).evictor.add(slot, 1);
  }

  /** The records were grown. */
  grow(): void {
    if (this.#second === undefined) return;
    const former = this.#inSecond;
    this.#inSecond = new Uint8Array(this.#records.length);
    this.#inSecond.set(former);
  }

  /** Nothing is lost: what the old policy knows of the entries is handed over as far as the new one can use it. */
  setPolicy(policy: EvictionPolicy): void {
    if (policy === this.#policy) return;
    this.#policy = policy;
    this.#renew(this.#first);
    if (this.#second !== undefined) this.#renew(this.#second);
  }

  clear(): void {
    this.#first = this.#segment(this.#first.capacity);
    if (this.#second !== undefined) this.#second = this.#segment(this.#second.capacity);
  }

  /** Evicts what does not fit. Ends a division. */
  setCapacity(capacity: number): void {
    if (this.#second !== undefined) this.#merge(capacity);
    this.#first.capacity = capacity;
    this.#first.evictor.setCapacity(capacity);
    this.#shrink(this.#first, capacity);
  }

  /** Keys whose position is below `share` get `round(b × share)` entries, the others `round(a × (1 − share))`. */
  divide(a: number, b: number, share: number, seed: number): void {
    const all = this.#first.evictor;
    this.#division = { share, seed };
    this.#first = this.#segment(Math.max(1, Math.round(a * (1 - share))));
    this.#second = this.#segment(Math.max(1, Math.round(b * share)));
    this.#inSecond = new Uint8Array(this.#records.length);
    all.forEach((slot) => this.#move(all, slot, this.#indexOf(this.#records.hashOf(slot))));
    this.#shrink(this.#first, this.#first.capacity);
    this.#shrink(this.#second, this.#second.capacity);
  }

  /** Interleaves the two orders by relative rank: two lists of uses have no common clock. */
  #merge(capacity: number): void {
    const first = this.#first.evictor;
    const second = this.#second?.evictor;
    this.#second = undefined;
    this.#division = undefined;
    this.#inSecond = new Uint8Array(0);
    this.#first = this.#segment(capacity);
    if (second === undefined) return;
    const [a, b] = [slotsOf(first), slotsOf(second)];
    for (let i = 0, j = 0; i < a.length || j < b.length;) {
      const fromFirst = j >= b.length || (i < a.length && (i + 1) * b.length <= (j + 1) * a.length);
      const slot = (fromFirst ? a[i++] : b[j++]) ?? 0;
      this.#move(fromFirst ? first : second, slot, 0);
    }
  }

  #move(from: Evictor, slot: number, index: 0 | 1): void {
    if (this.#second !== undefined) this.#inSecond[slot] = index;
    this.#of(slot).evictor.add(slot, from.frequency(slot));
  }

  #renew(segment: Segment): void {
    const former = segment.evictor;
    const { evictor } = this.#segment(segment.capacity);
    former.forEach((slot) => evictor.add(slot, former.frequency(slot)));
    segment.evictor = evictor;
  }

  #of(slot: number): Segment {
    return this.#second === undefined || this.#inSecond[slot] === 0 ? this.#first : this.#second;
  }

  #ofHash(hash: number): Segment {
    return this.#second === undefined || this.#indexOf(hash) === 0 ? this.#first : this.#second;
  }

  #indexOf(hash: number): 0 | 1 {
    const division = this.#division;
    return division !== undefined && positionOf(hash, division.seed) < division.share ? 1 : 0;
  }

  #shrink(segment: Segment, entries: number): void {
    const { evictor } = segment;
    while (evictor.size > entries) {
      const slot = evictor.evict();
      if (slot < 0) return;
      this.#drop(slot);
    }
  }

  #segment(capacity: number): Segment {
    return { evictor: createEvictor(this.#policy, { records: this.#records, capacity }), capacity };
  }
}

function slotsOf(evictor: Evictor): number[] {
  const slots: number[] = [];
  evictor.forEach((slot) => slots.push(slot));
  return slots;
}
