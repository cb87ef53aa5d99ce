import { CELLS } from './cache-counts.js';
import { RecentKeys } from './recent-keys.js';

const { EVICTED, EXPIRED, MISS } = CELLS;

/** Deadlines of keys that left are remembered in ticks of 64 ms: 31 bits of them are four years. */
const MS_PER_TICK = 64;
const MAX_TICK = 0x7fff_ffff;
/** A deadline that lies before every look-up: the entry left because its TTL had run out. */
const LONG_AGO = 0;

/** Up to so many slots every miss is looked into. */
const EXACT_SLOTS = 1024;
/** Beyond, every eighth round is: in its first half departures are only noted, in its second half misses are told apart. */
const ROUNDS = 8;

/**
 * Tells misses of keys that left from misses of keys never seen. For that, keys have to be hashed when they leave and when they
 * are missed, which costs a fifth of a request where nothing else needs the hash; so large stores do it in one round of eight,
 * a round being twice as many departures as there are slots, and divide the misses of the others in the same proportions.
 */
export class MissReasons {
  /** What is remembered of a key that is stored again does no harm, since it is asked for on a miss only. */
  readonly #departures = new RecentKeys();
  #slots = 0;
  #always = false;
  #count = 0;
  #length = 0;
  /** Misses that were looked into in the last such round. */
  #seen = 0;
  #evicted = 0;
  #expired = 0;
  /** Parts of a miss owed to either reason. */
  #owedEvicted = 0;
  #owedExpired = 0;

  /** Whether departures are to be noted and misses looked into. */
  watching = true;

  /** `always`: hashes are there anyhow. */
  set(slots: number, always: boolean): void {
    this.#slots = slots;
    this.#departures.makeRoom(slots);
    this.#always = always || slots <= EXACT_SLOTS;
    this.watching = true;
    this.#count = 0;
    this.#length = this.#roundLength;
  }

  get #roundLength(): number {
    return this.#slots * 2;
  }

  /** An entry left for want of room; it would have been fresh until then. */
  evicted(hash: number, deadlineMs: number): void {
    this.#departures.remember(hash, Math.min(MAX_TICK, Math.ceil(deadlineMs / MS_PER_TICK)));
  }

  expired(hash: number): void {
    this.#departures.remember(hash, LONG_AGO);
  }

  forget(hash: number): void {
    this.#departures.forget(hash);
  }

  clear(): void {
    this.#departures.clear();
  }

  /** Counts an entry that leaves, told of or not. */
  departed(): void {
    if (this.#always || ++this.#count < this.#length) return;
    this.#count = 0;
    this.watching = !this.watching;
    this.#length = this.watching ? this.#roundLength : this.#roundLength * (ROUNDS - 1);
    if (this.watching) this.#seen = this.#evicted = this.#expired = 0;
  }

  /** One that had to make room, but whose TTL would have run out by now, is an expiry: more room would not have helped it. */
  reasonFor(hash: number, nowMs: number): number {
    const tick = this.#departures.recall(hash);
    const reason = tick < 0 ? MISS : tick * MS_PER_TICK > nowMs ? EVICTED : EXPIRED;
    if (!this.#always && this.#count * 2 >= this.#length) this.#found(reason);
    return reason;
  }

  /** The reason for a miss that is not looked into. */
  guess(): number {
    if (this.#seen === 0) return MISS;
    this.#owedEvicted += this.#evicted;
    this.#owedExpired += this.#expired;
    if (this.#owedEvicted >= this.#seen) {
      this.#owedEvicted -= this.#seen;
      return EVICTED;
    }
    if (this.#owedExpired < this.#seen) return MISS;
    this.#owedExpired -= this.#seen;
    return EXPIRED;
  }

  #found(reason: number): void {
    this.#seen++;
    if (reason === EVICTED) this.#evicted++;
    else if (reason === EXPIRED) this.#expired++;
  }
}
