import { CACHE_EVICTION_REASONS, type CacheEvictionReason, type CacheResult } from '../contract/index.js';

/** Results of look-ups that the cache itself counts, in the order of their cells. */
export const COUNTED_RESULTS = ['hit', 'miss', 'expired', 'evicted'] as const satisfies readonly CacheResult[];
const FIRST_REASON = COUNTED_RESULTS.length;
const cellOf = (reason: CacheEvictionReason): number => FIRST_REASON + CACHE_EVICTION_REASONS.indexOf(reason);

/** Cells by what they count; taken out of here into constants of the module that uses them, see LAYOUT. */
export const CELLS = {
  HIT: COUNTED_RESULTS.indexOf('hit'),
  MISS: COUNTED_RESULTS.indexOf('miss'),
  EXPIRED: COUNTED_RESULTS.indexOf('expired'),
  EVICTED: COUNTED_RESULTS.indexOf('evicted'),
  LEFT_FOR_ROOM: cellOf('capacity'),
  LEFT_EXPIRED: cellOf('expired'),
  LEFT_INVALIDATED: cellOf('invalidated'),
  LEFT_CLEARED: cellOf('cleared'),
} as const;

/** What happened to a cache so far: a look-up adds 1 to a cell and that is all, the series read the cells when collected. */
export class CacheCounts {
  readonly #cells = new Float64Array(FIRST_REASON + CACHE_EVICTION_REASONS.length);

  add(cell: number, by: number): void {
    this.#cells[cell] = (this.#cells[cell] ?? 0) + by;
  }

  of(cell: number): number {
    return this.#cells[cell] ?? 0;
  }

  get lookUps(): number {
    return this.of(CELLS.HIT) + this.of(CELLS.MISS) + this.of(CELLS.EXPIRED) + this.of(CELLS.EVICTED);
  }

  ofResult(result: (typeof COUNTED_RESULTS)[number]): number {
    return this.of(COUNTED_RESULTS.indexOf(result));
  }

  ofReason(reason: CacheEvictionReason): number {
    return this.of(cellOf(reason));
  }
}
