import type { Optimization, Plan } from '@growth-engine/collector/contract';
import type { ControlApiError } from '../api/errors';

/** Where a press stands on this screen. The collector knows the rest. */
export interface Stage {
  readonly busy: boolean;
  /** The plan that waits for its confirmation, with the key that makes confirming it twice harmless. */
  readonly plan?: Plan;
  readonly key?: string;
  /** Why this plan took the place of the one before, or why something else is shown. */
  readonly notice?: string;
  /** The optimization to follow, and what the press answered. */
  readonly followed?: string;
  readonly pressed?: Optimization;
  readonly error?: ControlApiError;
}

export type StageEvent =
  | { readonly kind: 'reset' | 'busy' | 'discard' | 'done' | 'dismiss' }
  | { readonly kind: 'planned'; readonly plan: Plan; readonly key: string; readonly notice?: string }
  | { readonly kind: 'follow'; readonly optimization: Optimization; readonly notice?: string }
  | { readonly kind: 'failed'; readonly error: ControlApiError };

export const INITIAL_STAGE: Stage = { busy: false };

export function nextStage(stage: Stage, event: StageEvent): Stage {
  const { error: _error, ...calm } = stage;
  switch (event.kind) {
    case 'reset':
      return INITIAL_STAGE;
    case 'busy':
      return { ...calm, busy: true };
    case 'planned':
      return {
        busy: false,
        plan: event.plan,
        key: event.key,
        ...(event.notice !== undefined && { notice: event.notice }),
      };
    case 'follow':
      return {
        busy: false,
        followed: event.optimization.id,
        pressed: event.optimization,
        ...(event.notice !== undefined && { notice: event.notice }),
      };
    case 'discard':
      return INITIAL_STAGE;
    case 'done':
    case 'dismiss':
      return { ...calm, busy: false };
    case 'failed':
      return { ...stage, busy: false, error: event.error };
  }
}
