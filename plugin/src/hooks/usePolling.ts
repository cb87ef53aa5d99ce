import { useCallback, useEffect, useRef, useState } from 'react';
import { type ControlApiError, toControlApiError } from '../api/errors';

export interface Polled<T> {
  /** The last answer; stays while newer ones fail. */
  readonly data: T | undefined;
  /** Why the latest call failed; cleared by the next success. */
  readonly error: ControlApiError | undefined;
  readonly loading: boolean;
  /** Asks at once. */
  readonly refresh: () => void;
}

const never = () => false;

/**
 * Calls `load` now and again `intervalMs` after each answer (not at all for `undefined`), not while the page is hidden.
 * Ends with an answer that `isLast`. Another `load` forgets the former answer; wrap it in useCallback. Leaving the page cancels the call under way.
 */
export function usePolling<T>(
  load: (signal: AbortSignal) => Promise<T>,
  intervalMs: number | undefined,
  isLast: (data: T) => boolean = never
): Polled<T> {
  const [state, setState] = useState<{ load: unknown; data?: T; error?: ControlApiError }>({ load });
  const [turn, setTurn] = useState(0);
  const last = useRef(isLast);
  useEffect(() => {
    last.current = isLast;
  }, [isLast]);

  useEffect(() => {
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;

    const again = () => {
      if (!controller.signal.aborted && intervalMs !== undefined) {
        timer = setTimeout(run, intervalMs);
      }
    };
    const run = () => {
      if (document.visibilityState === 'hidden') {
        again();
        return;
      }
      load(controller.signal).then(
        (data) => {
          if (!controller.signal.aborted) {
            setState({ load, data });
            if (!last.current(data)) {
              again();
            }
          }
        },
        (cause: unknown) => {
          if (!controller.signal.aborted) {
            const error = toControlApiError(cause);
            setState((former) => ({
              load,
              ...(former.load === load && 'data' in former ? { data: former.data } : {}),
              error,
            }));
            again();
          }
        }
      );
    };
    run();
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [load, turn, intervalMs]);

  const current = state.load === load ? state : { load };
  const refresh = useCallback(() => setTurn((before) => before + 1), []);
  return {
    data: current.data,
    error: current.error,
    loading: current.data === undefined && current.error === undefined,
    refresh,
  };
}
