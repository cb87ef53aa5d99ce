import { useCallback, useEffect, useRef, useState } from 'react';
import { toControlApiError, type ControlApiError } from '../api/errors';

export interface Saving {
  readonly busy: boolean;
  readonly saved: boolean;
  readonly error: ControlApiError | undefined;
  /** Counts what was saved. */
  readonly turn: number;
  run(work: () => Promise<unknown>): Promise<void>;
  reset(): void;
}

type State = Pick<Saving, 'busy' | 'saved' | 'error' | 'turn'>;

/** One write at a time, and what came of it. */
export function useSaving(): Saving {
  const [state, setState] = useState<State>({ busy: false, saved: false, error: undefined, turn: 0 });
  const alive = useRef(true);
  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
    };
  }, []);

  const run = useCallback(async (work: () => Promise<unknown>) => {
    setState(({ turn }) => ({ busy: true, saved: false, error: undefined, turn }));
    let error: ControlApiError | undefined;
    try {
      await work();
    } catch (cause) {
      error = toControlApiError(cause);
    }
    if (alive.current) {
      setState(({ turn }) => ({
        busy: false,
        saved: error === undefined,
        error,
        turn: error === undefined ? turn + 1 : turn,
      }));
    }
  }, []);
  const reset = useCallback(() => setState(({ busy, turn }) => ({ busy, saved: false, error: undefined, turn })), []);
  return { ...state, run, reset };
}
