import { mix } from '../key-hash.js';
import type { Evictor, EvictorHost } from '../policy.js';
import { LAYOUT, type Records } from '../records.js';
import { FrequencySketch } from './frequency-sketch.js';
import { SlotList } from './slot-list.js';
import { WindowClimber } from './window-climber.js';

const { NONE, RECORD_SHIFT, STATE } = LAYOUT;

const PROTECTED_SHARE = 0.8;
/** A candidate that lost by a tie gets in once in 128 times from this count on: else keys that collide on purpose keep it out. */
const WARM = 6;
const CHANCE_MASK = 127;
const MAX_SEED = 15;

/** Entries that change their queue at a time, so that no request pays for a new division. */
const MAX_MOVES = 32;

const WINDOW = 0;
const PROBATION = 1;
const PROTECTED = 2;

/**
 * W-TinyLFU (Einziger, Friedman, Manes, ACM TOS 2017): new entries live in a small window of recency; what leaves it is
 * admitted to the main room only if it was asked for more often than the main room's victim. Main is a segmented LRU.
 */
export class WTinyLfuEvictor implements Evictor {
  readonly policy = 'w-tinylfu';
  readonly usesHashes = true;
  readonly hitsUpTo = -1;
  readonly #records: Records;
  readonly #window: SlotList;
  readonly #probation: SlotList;
  readonly #protected: SlotList;
  readonly #sketch: FrequencySketch;
  readonly #climber: WindowClimber;
  #capacity: number;
  #windowEntries = 0;
  #mainEntries = 0;
  #protectedEntries = 0;
  #refusals = 0;

  constructor(host: EvictorHost) {
    this.#records = host.records;
    this.#window = new SlotList(host.records);
    this.#probation = new SlotList(host.records);
    this.#protected = new SlotList(host.records);
    this.#sketch = new FrequencySketch(host.capacity);
    this.#climber = new WindowClimber(host.capacity);
    this.#capacity = host.capacity;
    this.#divide();
  }

  get size(): number {
    return this.#window.size + this.#mainSize;
  }

  add(slot: number, frequency: number): void {
    if (frequency > 1) this.#count(this.#records.hashOf(slot), Math.min(frequency, MAX_SEED));
    this.#put(slot, WINDOW, this.#window);
    // While main has room nobody has to compete for it.
    if (this.#window.size > this.#windowEntries && this.#mainSize < this.#mainEntries) {
      this.#put(this.#window.removeOldest(), PROBATION, this.#probation);
    }
  }

  touch(slot: number): void {
    this.#sketch.add(this.#records.hashOf(slot));
    this.#climber.hit();
    switch (this.#state(slot)) {
      case WINDOW:
        this.#window.moveNewest(slot);
        break;
      case PROTECTED:
        this.#protected.moveNewest(slot);
        break;
      default:
        this.#probation.remove(slot);
        this.#put(slot, PROTECTED, this.#protected);
        this.#demote();
    }
  }

  missed(hash: number): void {
    this.#sketch.add(hash);
    this.#climber.miss();
  }

  remove(slot: number): void {
    this.#listOf(slot).remove(slot);
  }

  evict(): number {
    if (this.#climber.due) {
      this.#climber.climb();
      this.#divide();
    }
    for (let moves = 0; this.#windowGives(moves); moves++) {
      const candidate = this.#window.removeOldest();
      if (candidate === NONE) return NONE;
      const victim = this.#mainSize < this.#mainEntries ? NONE : this.#mainVictim();
      if (this.#mainSize >= this.#mainEntries && (victim === NONE || !this.#admits(candidate, victim)))
        return candidate;
      this.#put(candidate, PROBATION, this.#probation);
      if (victim === NONE) continue;
      this.remove(victim);
      return victim;
    }
    const victim = this.#mainVictim();
    this.remove(victim);
    return victim;
  }

  frequency(slot: number): number {
    return Math.max(1, this.#sketch.estimate(this.#records.hashOf(slot)));
  }

  forEach(visit: (slot: number) => void): void {
    this.#probation.forEach(visit);
    this.#window.forEach(visit);
    this.#protected.forEach(visit);
  }

  setCapacity(entries: number): void {
    this.#capacity = entries;
    this.#sketch.setEntries(entries);
    this.#climber.setCapacity(entries);
    this.#divide();
  }

  get #mainSize(): number {
    return this.#probation.size + this.#protected.size;
  }

  /** A window that was made smaller gives its surplus away in portions. */
  #windowGives(moves: number): boolean {
    return this.#mainSize === 0 || (this.#window.size >= this.#windowEntries && moves < MAX_MOVES);
  }

  #admits(candidate: number, victim: number): boolean {
    const hash = this.#records.hashOf(candidate);
    const count = this.#sketch.estimate(hash);
    if (count > this.#sketch.estimate(this.#records.hashOf(victim))) return true;
    return count >= WARM && (mix(hash ^ ++this.#refusals) & CHANCE_MASK) === 0;
  }

  #mainVictim(): number {
    return this.#probation.size > 0 ? this.#probation.oldest : this.#protected.oldest;
  }

  #demote(): void {
    for (let moves = 0; moves < MAX_MOVES && this.#protected.size > this.#protectedEntries; moves++) {
      this.#put(this.#protected.removeOldest(), PROBATION, this.#probation);
    }
  }

  #divide(): void {
    this.#windowEntries = Math.min(this.#capacity, this.#climber.windowEntries);
    this.#mainEntries = this.#capacity - this.#windowEntries;
    this.#protectedEntries = Math.floor(this.#mainEntries * PROTECTED_SHARE);
  }

  #put(slot: number, state: number, list: SlotList): void {
    this.#records.words[(slot << RECORD_SHIFT) | STATE] = state;
    list.addNewest(slot);
  }

  #state(slot: number): number {
    return this.#records.words[(slot << RECORD_SHIFT) | STATE] ?? WINDOW;
  }

  #listOf(slot: number): SlotList {
    const state = this.#state(slot);
    return state === WINDOW ? this.#window : state === PROBATION ? this.#probation : this.#protected;
  }

  #count(hash: number, times: number): void {
    for (let time = 0; time < times; time++) this.#sketch.add(hash);
  }
}
