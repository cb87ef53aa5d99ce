import { CAPACITY_MOVES, METRICS, type CapacityMoveKind } from '../../contract/index.js';
import type { BoundCounter, Instruments } from '../../instruments/types.js';

/** How often the capacity of one cache was changed by itself; both kinds stand at 0 from the start. */
export class CapacitySeries {
  readonly #moves: Readonly<Record<CapacityMoveKind, BoundCounter>>;
  readonly #end: () => void;

  constructor(instruments: Instruments, cache: string) {
    const family = instruments.counter(METRICS.cache_capacity_moves_total);
    this.#moves = { moved: family.bind(cache, 'moved'), undone: family.bind(cache, 'undone') };
    this.#end = () => {
      for (const kind of CAPACITY_MOVES) family.remove(cache, kind);
    };
  }

  count(kind: CapacityMoveKind): void {
    this.#moves[kind].inc();
  }

  close(): void {
    this.#end();
  }
}
