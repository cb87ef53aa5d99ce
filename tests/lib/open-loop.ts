import { Agent, request } from 'node:http';

export interface Outcome {
  readonly path: string;
  /** HTTP status, or 0 when there was no answer. */
  readonly status: number;
  readonly error?: string;
  readonly retryAfter?: string;
  /** From the moment when the request was due, so that a stalled server cannot hide its queue. */
  readonly ms: number;
}

export interface OpenLoopOptions {
  readonly url: string;
  readonly ratePerSecond: number;
  readonly seconds: number;
  /** The n-th request's path. */
  readonly path: (index: number) => string;
  readonly timeoutMs?: number;
}

function send(agent: Agent, url: string, path: string, dueAt: number, timeoutMs: number): Promise<Outcome> {
  return new Promise((done) => {
    const end = (status: number, extra: { error?: string; retryAfter?: string } = {}): void =>
      done({ path, status, ms: performance.now() - dueAt, ...extra });
    const sent = request(`${url}${path}`, { agent, timeout: timeoutMs }, (response) => {
      const { 'retry-after': retryAfter } = response.headers;
      response.resume();
      response.once('end', () => end(response.statusCode ?? 0, retryAfter === undefined ? {} : { retryAfter }));
      response.once('error', (error) => end(0, { error: error.message }));
    });
    sent.once('timeout', () => sent.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    sent.once('error', (error) => end(0, { error: error.message }));
    sent.end();
  });
}

/** Sends at a constant rate whatever the server does, and resolves when every request has ended. */
export async function openLoop(options: OpenLoopOptions): Promise<readonly Outcome[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 512, scheduling: 'lifo' });
  const total = Math.round(options.ratePerSecond * options.seconds);
  const begin = performance.now();
  const pending: Promise<Outcome>[] = [];
  await new Promise<void>((allSent) => {
    const tick = (): void => {
      const due = Math.min(total, Math.floor(((performance.now() - begin) / 1000) * options.ratePerSecond) + 1);
      while (pending.length < due) {
        const index = pending.length;
        const dueAt = begin + (index / options.ratePerSecond) * 1000;
        pending.push(send(agent, options.url, options.path(index), dueAt, options.timeoutMs ?? 10_000));
      }
      if (pending.length >= total) {
        clearInterval(timer);
        allSent();
      }
    };
    const timer = setInterval(tick, 4);
    tick();
  });
  const outcomes = await Promise.all(pending);
  agent.destroy();
  return outcomes;
}

export const share = (outcomes: readonly Outcome[], is: (outcome: Outcome) => boolean): number =>
  outcomes.length === 0 ? 0 : outcomes.filter(is).length / outcomes.length;

export function percentileMs(outcomes: readonly Outcome[], ratio: number): number {
  const sorted = outcomes.map(({ ms }) => ms).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * ratio))] ?? NaN;
}
