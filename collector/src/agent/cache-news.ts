import { CACHES_EVERY_MS, type CacheReport } from '../contract/index.js';

/** Leaves what is told of the caches out of reports that would only say it again. */
export class CacheNews {
  readonly #read: () => readonly CacheReport[];
  #told: readonly CacheReport[] = [];
  #toldAtMs = -Infinity;
  #telling: readonly CacheReport[] | undefined;

  constructor(read: () => readonly CacheReport[]) {
    this.#read = read;
  }

  /** What the next report says; undefined where nothing is new. */
  take(nowMs: number): readonly CacheReport[] | undefined {
    const now = this.#read();
    const isNew = now.length !== this.#told.length || now.some((report, at) => report !== this.#told[at]);
    this.#telling = isNew || nowMs - this.#toldAtMs >= CACHES_EVERY_MS ? now : undefined;
    return this.#telling;
  }

  /** The last report was answered. */
  arrived(nowMs: number): void {
    if (this.#telling === undefined) return;
    this.#told = this.#telling;
    this.#toldAtMs = nowMs;
  }

  /** It was not: who answers next may know nothing. */
  lost(): void {
    this.#toldAtMs = -Infinity;
  }
}
