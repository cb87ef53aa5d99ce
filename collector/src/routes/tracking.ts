import type { ServerResponse } from 'node:http';
import { systemClock, type Clock, type Log } from '../contract/index.js';
import type { RequestContext } from '../instruments/request-context.js';
import type { Instruments } from '../instruments/types.js';
import type { AppRequest } from './app-request.js';
import { ByConnection } from './by-connection.js';
import { Exchange } from './exchange.js';
import { RequestSeries } from './request-series.js';
import { RequestSizes } from './request-sizes.js';
import { RouteLabels } from './route-label.js';
import type { DeclaredRoute } from './table.js';

export interface TrackerOptions {
  readonly instruments: Instruments;
  readonly clock?: Clock;
  readonly log?: Log;
  /** Whether histograms of the sizes of requests and answers are kept. Default false. */
  readonly sizes?: boolean;
  /** A request was answered to its end. Not called for rejected and aborted ones. */
  readonly onFinish?: (context: RequestContext, durationSeconds: number, statusCode: number) => void;
  readonly onReject?: (context: RequestContext, reason: string) => void;
}

export interface Tracker {
  /** Follows a request until its answer is complete or its client has gone, and then records it, once. */
  begin(request: AppRequest, response: ServerResponse, declared: DeclaredRoute | undefined): Exchange;
  /** The exchange of a response that is not complete. */
  readonly find: (response: ServerResponse) => Exchange | undefined;
}

export function createTracker(options: TrackerOptions): Tracker {
  const { clock = systemClock, onFinish, onReject } = options;
  const series = new RequestSeries(options.instruments);
  const labels = new RouteLabels();
  const sizes = options.sizes === true ? new RequestSizes(options.instruments) : undefined;

  const record = (exchange: Exchange, complete: boolean): void => {
    const { response, rejectedFor } = exchange;
    if (complete) sizes?.finish(exchange, rejectedFor === undefined);
    if (rejectedFor !== undefined) onReject?.(exchange, rejectedFor);
    else if (!complete) series.aborted(exchange.route).inc();
    else {
      // Rounding of a float must not give a negative duration.
      const seconds = Math.max(0, clock.monotonic() - exchange.startedAt) / 1000;
      const { statusCode } = response;
      series.duration(exchange.method, exchange.route, statusCode).observe(seconds);
      onFinish?.(exchange, seconds, statusCode);
    }
  };

  const settle = (exchange: Exchange, complete: boolean): void => {
    if (exchange.settled) return;
    exchange.settled = true;
    series.inFlight.add(-1);
    running.remove(exchange);
    try {
      exchange.release?.(exchange);
      record(exchange, complete);
    } catch (error) {
      // A listener's exception would end the process of the application, which is not to blame.
      report(error, options.log);
    }
  };

  // The end of an answer is told before the end of its connection: when that comes first, the client went away.
  const running = new ByConnection<Exchange>((exchange) => settle(exchange, false));

  return {
    begin(request, response, declared) {
      const exchange = new Exchange(request, response, declared, clock.monotonic(), labels);
      series.inFlight.add(1);
      running.add(exchange);
      sizes?.begin(exchange);
      // HTTP/2 tells of the end of answers, too, that nobody ended.
      response.on('finish', () => settle(exchange, request.httpVersionMajor !== 2 || response.writableEnded));
      return exchange;
    },
    find: (response) => running.of(response),
  };
}

function report(error: unknown, log: Log | undefined): void {
  const message = 'A finished request could not be recorded; its answer was not affected';
  if (log === undefined) process.emitWarning(message, { detail: String(error) });
  else log.error({ err: error }, message);
}
