import type { ServerResponse } from 'node:http';
import type { Exchange } from './exchange.js';
import { answerProblem } from './problem-answer.js';

/** What a handler may have set for an answer that will not come; what concerns the request (CORS, its id) stays. */
const OF_THE_ANSWER = /^(?:content-.*|etag|last-modified|set-cookie|transfer-encoding|trailer|age|expires|location)$/;

/** Answers 503 where nothing was sent yet. An answer that has begun is left to end. */
export function timeOut({ response }: Exchange, timeoutMs: number): void {
  if (response.headersSent || response.writableEnded || response.destroyed) return;
  for (const name of response.getHeaderNames()) if (OF_THE_ANSWER.test(name)) response.removeHeader(name);
  answerProblem(
    response,
    'request-timeout',
    `The request ran for more than ${timeoutMs / 1000} s.`,
    'Try again later; if this is expected, raise the setting request.timeout.'
  );
  mute(response);
}

/**
 * The handler does not know that its answer is no longer wanted: what it still writes goes nowhere. Without this, its
 * `setHeader` after the end would throw in a callback of its own, and end the process.
 */
function mute(response: ServerResponse): void {
  const chain = (): ServerResponse => response;
  const swallow = (...args: unknown[]): boolean => {
    const callback = args.find((arg) => typeof arg === 'function');
    if (callback !== undefined) process.nextTick(callback);
    return true;
  };
  Object.assign(response, {
    setHeader: chain,
    appendHeader: chain,
    setHeaders: chain,
    removeHeader: () => undefined,
    writeHead: chain,
    flushHeaders: () => undefined,
    write: swallow,
    end: (...args: unknown[]) => (swallow(...args), response),
  });
  // A layer that kept the former `write` (compression) gets "write after end" as an event instead.
  response.on('error', () => undefined);
}
