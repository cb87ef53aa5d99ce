import type { Arm, BlockDelta } from '../../contract/index.js';
import type { Block, Cell } from '../judging/pairs.js';
import { EMPTY_CELL, addCells } from '../judging/pairs.js';

type MutableBlock = Readonly<Record<Arm, Map<string, Cell>>>;

/** How long after its end a block may still get late measurements, in milliseconds. */
const GRACE_MS = 3_000;

/** Blocks of one phase of a trial, summed over instances. */
export class BlockTable {
  readonly #blockMs: number;
  /** Blocks that begin before this, counted from the begin of the phase, still show the old value. */
  readonly #settleMs: number;
  /** Blocks that make one comparison. */
  readonly #perPair: number;
  readonly #pairs = new Map<number, MutableBlock>();
  /** Newest block that each instance has told of. */
  readonly #newest = new Map<string, number>();

  constructor(options: { blockMs: number; settleMs: number; perPair: number }) {
    this.#blockMs = options.blockMs;
    this.#settleMs = options.settleMs;
    this.#perPair = options.perPair;
  }

  take(instance: string, delta: BlockDelta): void {
    this.#newest.set(instance, Math.max(this.#newest.get(instance) ?? 0, delta.block));
    const pair = Math.floor(delta.block / this.#perPair);
    if (pair * this.#perPair * this.#blockMs < this.#settleMs) return;
    const block: MutableBlock = this.#pairs.get(pair) ?? { a: new Map(), b: new Map() };
    this.#pairs.set(pair, block);
    const cell: Cell = {
      count: delta.count,
      sum: delta.sum,
      sumOfSquares: delta.sumOfSquares,
      failures: delta.errors + delta.rejected,
    };
    block[delta.arm].set(delta.route, addCells(block[delta.arm].get(delta.route) ?? EMPTY_CELL, cell));
  }

  /**
   * Blocks to which nothing more will come, in order: every instance has told of a later one, or it is long over.
   * @param elapsedMs Time since the phase began on the last instance.
   */
  complete(instances: readonly string[], elapsedMs: number): readonly Block[] {
    const told = Math.min(...instances.map((instance) => this.#newest.get(instance) ?? 0));
    const isComplete = (pair: number): boolean => {
      const next = (pair + 1) * this.#perPair;
      return told >= next || elapsedMs > next * this.#blockMs + GRACE_MS;
    };
    return [...this.#pairs]
      .sort(([a], [b]) => a - b)
      .filter(([pair]) => isComplete(pair))
      .map(([, block]) => block);
  }
}
