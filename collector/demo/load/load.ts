import type { Clock, Random } from '@growth-engine/collector/contract';
import { nextRequest } from './mix.js';
import { nextArrival, seededRandom } from './random.js';
import { createSender, type Sender } from './sender.js';
import { summariseLoad, type LoadSummary, type Sample } from './summary.js';

export type { LoadSummary, RouteSummary } from './summary.js';

export interface LoadOptions {
  /** Base URLs, served in turn. */
  readonly targets: readonly string[];
  /** Requests per second offered, whatever the answers. */
  readonly ratePerSecond: number;
  /** Decides arrivals and requests: the same seed gives the same day. */
  readonly seed: number;
  readonly clock: Clock;
  /** Instead of the one made from `seed`. */
  readonly random?: Random;
  /** Instead of HTTP. */
  readonly sender?: Sender;
}

export interface Load {
  start(): void;
  /** Sends no more, waits for the answers that are due, and sums up everything. */
  stop(): Promise<LoadSummary>;
  /** Requests that were due from `sinceMs` to before `untilMs`, both readings of `clock.monotonic()`; default: all. */
  summary(sinceMs?: number, untilMs?: number): LoadSummary;
}

/** The oldest samples are forgotten beyond this; some hours of the default rate. */
const MAX_SAMPLES = 500_000;

/**
 * An open loop: arrivals are a Poisson process that does not wait for answers, and a request's time counts from when it was
 * due, so that a slow answer cannot hide the requests behind it (no coordinated omission).
 */
export function createLoad(options: LoadOptions): Load {
  const { targets, ratePerSecond, clock } = options;
  if (targets.length === 0) throw new Error('The load has no target. Give at least one URL.');
  if (!(ratePerSecond > 0)) throw new Error(`The rate must be above 0 requests per second, not ${ratePerSecond}.`);
  const random = options.random ?? seededRandom(options.seed);
  const sender = options.sender ?? createSender();
  const samples: Sample[] = [];
  const underWay = new Set<Promise<void>>();
  let sent = 0;
  let startedAt = clock.monotonic();
  let dueMs = startedAt;
  let cancel: (() => void) | undefined;
  let isRunning = false;

  const fire = (due: number): void => {
    const what = nextRequest(random);
    const target = targets[sent++ % targets.length] ?? '';
    const finished = (failed: boolean): void => {
      samples.push({ route: what.route, dueMs: due, durationMs: clock.monotonic() - due, failed });
      if (samples.length > MAX_SAMPLES) samples.splice(0, MAX_SAMPLES / 10);
    };
    const request: Promise<void> = sender
      .send(target, what)
      .then(
        (status) => finished(status >= 500),
        () => finished(true)
      )
      .finally(() => underWay.delete(request));
    underWay.add(request);
  };

  const turn = (): void => {
    while (isRunning && dueMs <= clock.monotonic()) {
      fire(dueMs);
      dueMs += nextArrival(ratePerSecond / 1000, random);
    }
    if (isRunning) cancel = clock.after(Math.max(0, dueMs - clock.monotonic()), turn);
  };

  const summary = (sinceMs = startedAt, untilMs = clock.monotonic()): LoadSummary =>
    summariseLoad(samples, sinceMs, untilMs);

  return {
    start: () => {
      if (isRunning) return;
      isRunning = true;
      startedAt = clock.monotonic();
      dueMs = startedAt + nextArrival(ratePerSecond / 1000, random);
      turn();
    },
    stop: async () => {
      isRunning = false;
      cancel?.();
      const endedAt = clock.monotonic();
      await Promise.all(underWay);
      sender.close();
      return summary(startedAt, endedAt);
    },
    summary,
  };
}
