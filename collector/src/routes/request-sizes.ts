import type { Socket } from 'node:net';
import { METRICS } from '../contract/index.js';
import type { BoundHistogram, Family, Instruments } from '../instruments/types.js';
import type { Exchange } from './exchange.js';
import { methodLabel } from './request-series.js';

/** What a connection had carried when its last answer was complete. */
interface Carried {
  readBytes: number;
  writtenBytes: number;
}

interface Bound {
  readonly request: BoundHistogram;
  readonly response: BoundHistogram;
}

type Connection = Socket & Record<symbol, Carried | undefined>;

/**
 * Sizes of requests and answers as they crossed their connection, headers included and after compression: what Node counts
 * for the connection, less what it had counted at the end of the answer before. That holds for streams and chunks, too, and
 * nothing has to read along; pipelined requests are told as one and as nothing. Not for HTTP/2, where a connection
 * carries many at once.
 */
export class RequestSizes {
  readonly #key = Symbol('growth-engine.carried');
  readonly #requests: Family<BoundHistogram>;
  readonly #responses: Family<BoundHistogram>;
  readonly #bound = new Map<string, Map<string, Bound>>();

  constructor(instruments: Instruments) {
    this.#requests = instruments.histogram(METRICS.http_request_size_bytes);
    this.#responses = instruments.histogram(METRICS.http_response_size_bytes);
  }

  begin(exchange: Exchange): void {
    exchange.writtenBefore = (exchange.request.socket as Socket | null | undefined)?.bytesWritten ?? 0;
  }

  /** An answer is complete. `isCounted` false: it belongs to none of the series, and the next one begins behind it. */
  finish(exchange: Exchange, isCounted: boolean): void {
    const connection = exchange.request.socket as Connection | null | undefined;
    if (connection == null || exchange.request.httpVersionMajor === 2) return;
    const { bytesRead, bytesWritten } = connection;
    if (typeof bytesRead !== 'number' || typeof bytesWritten !== 'number') return;
    const carried = (connection[this.#key] ??= { readBytes: 0, writtenBytes: 0 });
    if (isCounted) {
      const { request, response } = this.#boundFor(methodLabel(exchange.method), exchange.route);
      request.observe(Math.max(0, bytesRead - carried.readBytes));
      response.observe(Math.max(0, bytesWritten - Math.max(carried.writtenBytes, exchange.writtenBefore)));
    }
    carried.readBytes = bytesRead;
    carried.writtenBytes = bytesWritten;
  }

  #boundFor(method: string, route: string): Bound {
    let byRoute = this.#bound.get(method);
    if (byRoute === undefined) this.#bound.set(method, (byRoute = new Map<string, Bound>()));
    let bound = byRoute.get(route);
    if (bound === undefined) {
      bound = { request: this.#requests.bind(method, route), response: this.#responses.bind(method, route) };
      byRoute.set(route, bound);
    }
    return bound;
  }
}
