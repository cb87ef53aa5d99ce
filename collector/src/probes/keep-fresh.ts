import type { Clock } from '../contract/index.js';
import { deadlineOf } from '../instruments/deadline.js';
import type { Probe } from './types.js';

/**
 * Runs a probe in the background, so that what it saw last is fresh where nobody scrapes. A run that fails says nothing:
 * the same failure shows as `probe_success` whenever somebody looks. The returned function ends it.
 */
export function keepFresh(probe: Probe, options: { clock: Clock; everyMs: number; deadlineMs: number }): () => void {
  const { clock, everyMs, deadlineMs } = options;
  const closing = new AbortController();
  let cancel = (): void => {};
  const next = (): void => {
    if (!closing.signal.aborted) cancel = clock.after(everyMs, run);
  };
  const run = (): void => {
    const deadline = deadlineOf(clock, deadlineMs, closing.signal);
    const ended = (): void => {
      deadline.end();
      next();
    };
    probe.collect(deadline.signal).then(ended, ended);
  };
  run();
  return () => {
    closing.abort();
    cancel();
  };
}
