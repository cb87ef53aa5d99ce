import { RecentKeys } from './recent-keys.js';
import type { CacheStats } from './types.js';

/** Misses from one look at what came of them to the next; as many as there are entries, where those are more. */
const LEAST_WINDOW = 1024;
/** Selective while at most this share of the look-ups asks for something again … */
const ASKED_AGAIN_AT_MOST = 0.02;
/** … and nearly every answer that was stored cost another one its place. */
const DISPLACING_AT_LEAST = 0.9;
/** Open again as soon as more than this share comes back. */
const COMES_BACK_ABOVE = 0.05;
/** One in so many is let in unasked, so that what a miss costs stays measured; a power of two. */
const LET_IN = 128;
/** Windows until it may be selective again; doubled each time it was wrong, and begun anew when it was right for so long. */
const LONGEST_WAIT = 64;

/**
 * Whether what was missed is worth storing. In a full cache in which next to nothing is asked for twice (a crawler, a scan,
 * identifiers that are used once) storing costs its work and memory and brings no hit. For as long as that is so, a key is
 * stored when it is asked for the second time ("cache on second request": Maggs and Sitaraman, Algorithmic Nuggets in Content
 * Delivery, SIGCOMM CCR 2015; the doorkeeper of Einziger et al., TinyLFU, ACM TOS 2017). In every other traffic everything is
 * let in. What comes back is seen at once: it costs such a key one more miss.
 */
export class Doorkeeper {
  readonly #stats: () => CacheStats;
  #misses = 0;
  #window = LEAST_WINDOW;
  #before: CacheStats;
  /** Of keys that were asked for once; there while it is selective. */
  #asked: RecentKeys | undefined;
  /** Keys that were asked for again, in this window. */
  #cameBack = 0;
  #wait = 1;
  #windowsLeft = 1;

  /** `stats` of the cache that it guards. */
  constructor(stats: () => CacheStats) {
    this.#stats = stats;
    this.#before = stats();
  }

  /** Whether it turns away what nobody has asked for before. */
  get selective(): boolean {
    return this.#asked !== undefined;
  }

  /** Called once for each key that was missed and could be stored, with its 32 bits. */
  admits(hash: number): boolean {
    if (++this.#misses >= this.#window) this.#look();
    if (this.#asked === undefined) return true;
    if (this.#asked.recall(hash) >= 0) {
      this.#cameBack++;
      return true;
    }
    this.#asked.remember(hash, 0);
    return (this.#misses & (LET_IN - 1)) === 0;
  }

  #look(): void {
    const before = this.#before;
    const now = this.#stats();
    const again = now.hits + now.expired + now.evicted - before.hits - before.expired - before.evicted;
    const lookUps = again + now.misses - before.misses;
    if (this.#asked !== undefined) this.#goOn((again + this.#cameBack) / lookUps, now.capacity);
    else if (--this.#windowsLeft <= 0) {
      const displacing = (now.evictions - before.evictions) / this.#misses;
      if (again <= ASKED_AGAIN_AT_MOST * lookUps && displacing >= DISPLACING_AT_LEAST) this.#close(now.capacity);
    }
    this.#before = now;
    this.#misses = 0;
    this.#cameBack = 0;
    this.#window = Math.max(LEAST_WINDOW, now.capacity);
  }

  #close(capacity: number): void {
    this.#asked = new RecentKeys();
    this.#asked.makeRoom(capacity * 2);
    this.#windowsLeft = LONGEST_WAIT;
  }

  #goOn(comesBack: number, capacity: number): void {
    if (comesBack <= COMES_BACK_ABOVE) {
      this.#asked?.makeRoom(capacity * 2);
      if (--this.#windowsLeft <= 0) this.#wait = 1;
      return;
    }
    this.#asked = undefined;
    this.#wait = Math.min(LONGEST_WAIT, this.#wait * 2);
    this.#windowsLeft = this.#wait;
  }
}
