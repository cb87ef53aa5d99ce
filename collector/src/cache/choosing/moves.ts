import type { EvictionPolicy } from '../../contract/index.js';

/** A change of policy, or its undoing, and what it was made for. Ratios from 0 to 1. */
export interface PolicyMove {
  readonly kind: 'moved' | 'undone';
  readonly from: EvictionPolicy;
  readonly to: EvictionPolicy;
  /** Hit ratio that `to` is predicted to have above `from`. */
  readonly predictedGain: number;
}

/** What became of a move. */
export interface MoveOutcome {
  readonly policy: EvictionPolicy;
  readonly former: EvictionPolicy;
  readonly kept: boolean;
  readonly lookUps: number;
  /** Hit ratios of these look-ups: promised when it was made, what came, and what the former policy would have had. */
  readonly predicted: number;
  readonly achieved: number;
  readonly formerPredicted: number;
}
