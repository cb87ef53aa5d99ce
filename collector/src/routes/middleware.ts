import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Admission } from '../admission/admission.js';
import { API_BASE } from '../contract/index.js';
import type { RequestContextCarrier } from '../instruments/request-context.js';
import { pathIn, urlOf, type AppRequest } from './app-request.js';
import type { Exchange } from './exchange.js';
import type { ExpressShape } from './express-shape.js';
import { answerProblem } from './problem-answer.js';
import type { RouteCaching } from './route-cache.js';
import { UNMATCHED } from './route-label.js';
import type { RouteTable } from './table.js';
import { timeOut } from './time-out.js';
import type { Tracker } from './tracking.js';

export interface HttpMiddlewareOptions {
  readonly table: RouteTable;
  readonly tracker: Tracker;
  readonly admission: Admission;
  readonly caching: RouteCaching;
  readonly carrier: RequestContextCarrier;
  readonly shape?: ExpressShape;
  /** Paths that are never rejected, timed out or cached. Default: /metrics, /healthz, /readyz and the control API. */
  readonly exempt?: (path: string) => boolean;
}

/**
 * Express 4 and 5 by `app.use`, plain node:http by calling it with the handler as `next`. Where `next` is not called, the
 * request was answered.
 */
export type HttpMiddleware = (request: IncomingMessage, response: ServerResponse, next?: () => void) => void;

const EXEMPT: ReadonlySet<string> = new Set(['/metrics', '/healthz', '/readyz', API_BASE]);
/** Most paths are told apart by the character behind their slash. */
const EXEMPT_INITIALS: ReadonlySet<number> = new Set([...EXEMPT].map((path) => path.charCodeAt(1)));
const isExempt = (path: string): boolean =>
  EXEMPT_INITIALS.has(path.charCodeAt(1)) && (EXEMPT.has(path) || path.startsWith(`${API_BASE}/`));

/** Context → admission → route cache → handler → record. */
export function createHttpMiddleware(options: HttpMiddlewareOptions): HttpMiddleware {
  const { table, tracker, admission, caching, carrier, shape, exempt = isExempt } = options;
  admission.announce([...table.routes.map(({ path }) => path), UNMATCHED]);

  const release = (exchange: Exchange): void => {
    admission.forget(exchange);
    admission.release();
  };

  /** Whether the request goes on. */
  const admit = (exchange: Exchange): boolean => {
    const { declared } = exchange;
    const verdict = admission.admit(declared?.path ?? UNMATCHED, declared?.priority ?? 'medium', exchange.startedAt);
    if (verdict.admitted) {
      exchange.release = release;
      exchange.onExpire = timeOut;
      admission.watch(exchange);
      return true;
    }
    const { response } = exchange;
    exchange.route = declared?.path ?? UNMATCHED;
    exchange.rejectedFor = verdict.reason;
    response.setHeader('retry-after', verdict.retryAfterSeconds);
    answerProblem(response, 'overloaded', SENTENCES[verdict.reason], NEXT_STEP);
    return false;
  };

  return (request: AppRequest, response, next) => {
    shape?.learn(request);
    const url = urlOf(request);
    const path = pathIn(url);
    const declared = table.match(path);
    const exchange = tracker.begin(request, response, declared);
    if (!exempt(path)) {
      if (!admit(exchange)) return;
      if (declared !== undefined && caching.serve(declared, request, url, response, exchange)) {
        exchange.route = declared.path;
        return;
      }
    }
    if (next !== undefined) carrier.run(exchange, next);
  };
}

const NEXT_STEP = 'Try again after the time in Retry-After.';
const SENTENCES = {
  concurrency: 'As many requests as may run at once are running.',
  cpu: 'The CPU of this process is used up to its limit.',
  memory: 'The memory of this process is used up to its limit.',
} as const;
