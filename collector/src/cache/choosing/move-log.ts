import type { CacheMove, Clock } from '../../contract/index.js';
import type { CapacityEvent } from './memory-coordinator.js';
import type { MoveOutcome, PolicyMove } from './moves.js';

/** So many of the last moves are kept. */
const KEPT = 10;

/** The last changes of a cache's policy and capacity that the engine made by itself, oldest first, and what became of them. */
export class MoveLog {
  readonly #clock: Clock;
  #moves: readonly CacheMove[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get moves(): readonly CacheMove[] {
    return this.#moves;
  }

  policyMoved({ kind, from, to }: PolicyMove): void {
    // The end of the move before, which says so itself.
    if (kind === 'undone') return;
    this.#begin({ what: 'policy', from, to, predicted: null });
  }

  policyJudged({ policy, kept, predicted, achieved }: MoveOutcome): void {
    this.#judge('policy', policy, { outcome: kept ? 'kept' : 'undone', predicted, achieved });
  }

  capacityMoved({ kind, from, to, predicted, achieved }: CapacityEvent): void {
    if (kind === 'moved') this.#begin({ what: 'capacity', from, to, predicted });
    else this.#judge('capacity', to, { outcome: kind, achieved: achieved ?? null });
  }

  /** What was on trial will not be judged any more. */
  left(what: CacheMove['what']): void {
    this.#moves = this.#moves.map((move) =>
      move.what === what && move.outcome === 'on-trial' ? { ...move, outcome: 'left' } : move
    );
  }

  #begin(move: Pick<CacheMove, 'what' | 'from' | 'to' | 'predicted'>): void {
    this.left(move.what);
    const at = new Date(this.#clock.now()).toISOString();
    const begun: CacheMove = { ...move, at, achieved: null, outcome: 'on-trial' };
    this.#moves = [...this.#moves, begun].slice(-KEPT);
  }

  #judge(what: CacheMove['what'], to: CacheMove['to'], part: Partial<CacheMove>): void {
    this.#moves = this.#moves.map((move) =>
      move.what === what && move.to === to && move.outcome === 'on-trial' ? { ...move, ...part } : move
    );
  }
}
