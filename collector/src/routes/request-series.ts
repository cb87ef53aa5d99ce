import { METRICS } from '../contract/index.js';
import type { BoundCounter, BoundGauge, BoundHistogram, Family, Instruments } from '../instruments/types.js';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'] as const;
const OTHER_METHOD = '_OTHER';
const STATUS_CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const;

const METHOD_INDEX: ReadonlyMap<string, number> = new Map(METHODS.map((method, index) => [method, index]));

/** Label `method`: a method that nobody knows never becomes a series of its own. */
export const methodLabel = (method: string): string =>
  METHODS[METHOD_INDEX.get(method) ?? METHODS.length] ?? OTHER_METHOD;

/** The series of requests, bound once per route, method and class of status. */
export class RequestSeries {
  readonly inFlight: BoundGauge;
  readonly #durations: Family<BoundHistogram>;
  readonly #aborted: Family<BoundCounter>;
  readonly #durationsByRoute = new Map<string, (BoundHistogram | undefined)[]>();
  readonly #abortedByRoute = new Map<string, BoundCounter>();
  // What was asked for last: requests of one kind come in rows.
  #method: string | undefined;
  #route: string | undefined;
  #statusCode = 0;
  #last: BoundHistogram | undefined;

  constructor(instruments: Instruments) {
    this.inFlight = instruments.gauge(METRICS.http_requests_in_flight).bind();
    this.#durations = instruments.histogram(METRICS.http_request_duration_seconds);
    this.#aborted = instruments.counter(METRICS.http_requests_aborted_total);
  }

  duration(method: string, route: string, statusCode: number): BoundHistogram {
    if (
      this.#last !== undefined &&
      statusCode === this.#statusCode &&
      route === this.#route &&
      method === this.#method
    ) {
      return this.#last;
    }
    this.#method = method;
    this.#route = route;
    this.#statusCode = statusCode;
    return (this.#last = this.#find(method, route, statusCode));
  }

  #find(method: string, route: string, statusCode: number): BoundHistogram {
    let bound = this.#durationsByRoute.get(route);
    if (bound === undefined) {
      bound = new Array<BoundHistogram | undefined>((METHODS.length + 1) * STATUS_CLASSES.length).fill(undefined);
      this.#durationsByRoute.set(route, bound);
      // From now on it can be seen that none was aborted.
      this.aborted(route);
    }
    const methodIndex = METHOD_INDEX.get(method) ?? METHODS.length;
    const classIndex = Math.min(STATUS_CLASSES.length, Math.max(1, Math.floor(statusCode / 100))) - 1;
    const index = methodIndex * STATUS_CLASSES.length + classIndex;
    return (bound[index] ??= this.#durations.bind(
      METHODS[methodIndex] ?? OTHER_METHOD,
      route,
      STATUS_CLASSES[classIndex] ?? '5xx'
    ));
  }

  aborted(route: string): BoundCounter {
    let bound = this.#abortedByRoute.get(route);
    if (bound === undefined) this.#abortedByRoute.set(route, (bound = this.#aborted.bind(route)));
    return bound;
  }
}
