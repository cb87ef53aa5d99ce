import type { Clock } from '../contract/index.js';

export interface Deadline {
  readonly signal: AbortSignal;
  /** Whether the time ran out, rather than a parent being aborted. */
  readonly isOver: boolean;
  /** Lets go of the timer and of the parents. */
  end(): void;
}

/**
 * A signal that aborts after `ms` or with one of `parents`. Not AbortSignal.any over AbortSignal.timeout: nothing but the
 * garbage collector's mood keeps such a pair alive on Node 20, and a deadline that was collected never comes.
 */
export function deadlineOf(clock: Clock, ms: number, ...parents: readonly AbortSignal[]): Deadline {
  const controller = new AbortController();
  let isOver = false;
  const abort = (): void => controller.abort();
  const cancel = clock.after(ms, () => {
    isOver = true;
    controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  });
  for (const parent of parents) {
    if (parent.aborted) controller.abort();
    else parent.addEventListener('abort', abort, { once: true });
  }
  return {
    signal: controller.signal,
    get isOver() {
      return isOver;
    },
    end() {
      cancel();
      for (const parent of parents) parent.removeEventListener('abort', abort);
    },
  };
}
