import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';

/** A value of the page's URL; `undefined` removes it. Changing it makes no entry in the history. */
export function usePageQuery(name: string): readonly [string | undefined, (value: string | undefined) => void] {
  const [parameters, setParameters] = useSearchParams();
  const set = useCallback(
    (value: string | undefined) =>
      setParameters(
        (before) => {
          const next = new URLSearchParams(before);
          if (value === undefined || value === '') {
            next.delete(name);
          } else {
            next.set(name, value);
          }
          return next;
        },
        { replace: true }
      ),
    [name, setParameters]
  );
  const value = parameters.get(name);
  return [value === null || value === '' ? undefined : value, set];
}
