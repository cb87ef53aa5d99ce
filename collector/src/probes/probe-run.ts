import { setMaxListeners } from 'node:events';
import type { Clock } from '../contract/index.js';
import type { Probe, ProbeOutcome } from './types.js';

export type ProbeResult = { readonly outcome: ProbeOutcome } | { readonly outcome: 'failed'; readonly error: Error };

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

/** Runs one probe again and again, at most once at a time and each time within its deadline. */
export class ProbeRun {
  /** "ok", one sentence, or undefined: not run yet, or nothing to measure. */
  status: string | undefined;
  readonly #clock: Clock;
  readonly #deadlineMs: number;
  /** A run that was given up on has not come back yet. */
  #isHanging = false;

  constructor(
    readonly probe: Probe,
    clock: Clock,
    deadlineMs: number
  ) {
    this.#clock = clock;
    this.#deadlineMs = deadlineMs;
  }

  async once(signal: AbortSignal): Promise<ProbeResult> {
    const result = await this.#attempt(signal);
    if (result.outcome === 'failed') this.status = result.error.message;
    else this.status = result.outcome === 'ok' ? 'ok' : undefined;
    return result;
  }

  #attempt(signal: AbortSignal): Promise<ProbeResult> {
    if (this.#isHanging) return Promise.resolve(failed('it has not come back from an earlier run'));
    if (signal.aborted) return Promise.resolve(failed('there was no time left for it'));
    const begin = this.#clock.monotonic();
    const controller = new AbortController();
    // A probe may wait for many things at once.
    setMaxListeners(0, controller.signal);
    return new Promise((resolve) => {
      const end = (result: ProbeResult): void => {
        cancel();
        signal.removeEventListener('abort', outOfTime);
        resolve(result);
      };
      const outOfTime = (): void => {
        this.#isHanging = true;
        controller.abort();
        const seconds = ((this.#clock.monotonic() - begin) / 1000).toFixed(1);
        end(failed(`it ran out of time after ${seconds} s`));
      };
      const cancel = this.#clock.after(this.#deadlineMs, outOfTime);
      signal.addEventListener('abort', outOfTime, { once: true });
      this.#start(controller.signal).then(
        (outcome) => {
          this.#isHanging = false;
          end({ outcome });
        },
        (error: unknown) => {
          this.#isHanging = false;
          end({ outcome: 'failed', error: asError(error) });
        }
      );
    });
  }

  async #start(signal: AbortSignal): Promise<ProbeOutcome> {
    return this.probe.collect(signal);
  }
}

const failed = (sentence: string): ProbeResult => ({ outcome: 'failed', error: new Error(sentence) });
