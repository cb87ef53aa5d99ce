import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { createCache } from '../cache/cache.js';
import type { Payload } from '../cache/compression.js';
import type { Cache } from '../cache/types.js';
import {
  CACHE_STRATEGIES,
  METRICS,
  SETTING_NAMES,
  type CacheStrategy,
  type Clock,
  type EvictionPolicy,
  type Log,
  type Tunable,
} from '../contract/index.js';
import type { RequestContextCarrier } from '../instruments/request-context.js';
import type { BoundCounter, BoundHistogram, Instruments } from '../instruments/types.js';
import { AnswerCapture, AnswerReading } from './answer-capture.js';
import { RecurringHeaders, type AnswerHeaders } from './answer-headers.js';
import type { AppRequest } from './app-request.js';
import { defaultKey, withRouteKey, withVary } from './cache-key.js';
import {
  answerBypass,
  headersToStore,
  requestBypass,
  storedHeader,
  varyNames,
  type StoredHeaders,
} from './cache-rules.js';
import { explicitFreshSeconds, initialAgeSeconds, requestAccepts } from './cache-rules-freshness.js';
import { notModified } from './conditional.js';
import type { Exchange } from './exchange.js';
import { Invalidations, isUnsafe, UnsafeAnswer } from './route-cache-invalidation.js';
import type { DeclaredRoute, RouteTable } from './table.js';

export interface RouteCachingOptions {
  readonly table: RouteTable;
  readonly instruments: Instruments;
  readonly clock: Clock;
  /** Where an answer is read along: see Tracker. */
  readonly find: (response: ServerResponse) => Exchange | undefined;
  readonly carrier?: RequestContextCarrier;
  readonly policy?: EvictionPolicy;
  /** Entries per route, where the route declares none. Default 1,000. */
  readonly capacity?: number;
  readonly log?: Log;
}

export interface RouteCaching {
  /** Whether the answers of a route are cached at all. */
  caches(route: DeclaredRoute): boolean;
  /**
   * Answers from the cache and returns true; otherwise sees to it that the handler's answer is stored if it may be. An answer
   * out of the cache says `hit` in a header, one that may not come from it says `bypass`. `url` as the client sent it.
   */
  serve(route: DeclaredRoute, request: AppRequest, url: string, response: ServerResponse, exchange: Exchange): boolean;
  tunables(): readonly Tunable[];
  clear(): void;
  close(): void;
}

interface StoredAnswer {
  readonly headers: StoredHeaders;
  readonly etag: string | undefined;
  readonly body: string | Buffer;
  /** Seconds that it was old when it was stored. */
  readonly age: number;
}

interface RouteStore {
  readonly cache: Cache<StoredAnswer>;
  readonly clock: Clock;
  /** The route declares a key that separates users. */
  readonly keyed: boolean;
  readonly bypass: BoundCounter;
  readonly load: BoundHistogram;
  readonly invalidations: Invalidations;
  /** Request headers that the route's answers were seen to depend on; sorted. */
  vary: readonly string[];
  /** Headers of the answer that was stored last. */
  headers: StoredHeaders;
  /** What was set before us, and what answers carried; each the same object while it is the same. */
  readonly before: RecurringHeaders;
  readonly answers: RecurringHeaders;
  /** The last of both that was found fit to be stored, as `headers`. */
  fit: readonly [before: AnswerHeaders, headers: AnswerHeaders] | undefined;
  /** The first that was asked for; see `defaultKey`. */
  homeHost: string | undefined;
  /** Counts what made older answers invalid. */
  epoch: number;
}

export const CACHE_HEADER = 'x-growth-engine-cache';
const DEFAULT_CAPACITY = 1000;
/** A route whose answers depend on more headers than this has as many answers as clients. */
const MAX_VARY = 8;

const BODY: Payload<StoredAnswer> = {
  read: (answer) => answer.body,
  write: (answer, body) => ({ ...answer, body }),
};

/** One cache per route with a cache strategy: `route:<id>`, turned by `route.<id>.ttl` and `route.<id>.capacity`. */
export function createRouteCaching(options: RouteCachingOptions): RouteCaching {
  const requests = options.instruments.counter(METRICS.cache_requests_total);
  const loads = options.instruments.histogram(METRICS.cache_load_duration_seconds);
  const capture = new AnswerCapture(options.find);
  const stores = new Map<DeclaredRoute, RouteStore>();
  for (const route of options.table.routes) {
    const strategy = route.route.cacheStrategy;
    if (strategy === undefined) continue;
    const cache = storeFor(route, strategy, options);
    const store: RouteStore = {
      cache,
      clock: options.clock,
      keyed: route.route.cacheKey !== undefined,
      bypass: requests.bind(cache.name, 'bypass'),
      // The cache's own: what it takes to produce an answer is what a miss costs.
      load: loads.bind(cache.name),
      invalidations: new Invalidations(() => forget(store)),
      vary: [],
      headers: [],
      before: new RecurringHeaders(),
      answers: new RecurringHeaders(['content-length', 'etag']),
      fit: undefined,
      homeHost: undefined,
      epoch: 0,
    };
    stores.set(route, store);
  }
  const all = [...stores.values()];

  const bypass = (store: RouteStore, response: ServerResponse): false => {
    store.bypass.inc();
    mark(response, 'bypass');
    return false;
  };

  return {
    caches: (route) => stores.has(route),
    serve(route, request, url, response, exchange) {
      const store = stores.get(route);
      if (store === undefined) return false;
      const { method, headers } = request;
      const { cacheKey } = route.route;
      const reason = requestBypass(method, url, headers, store.keyed);
      if (reason === 'method') {
        if (isUnsafe(method) || headers['x-http-method-override'] !== undefined) {
          capture.capture(exchange, new UnsafeAnswer(response, store.answers, store.invalidations, url));
        }
        return false;
      }
      if (reason !== undefined) return bypass(store, response);
      let base = store.invalidations.keyOf(defaultKey(headers, url, (store.homeHost ??= headers.host ?? '')), url);
      if (cacheKey !== undefined) {
        const routeKey = keyOf(cacheKey, request, route, options.log);
        if (routeKey === undefined) return bypass(store, response);
        base = withRouteKey(base, routeKey);
      }
      const { cache } = store;
      const key = withVary(base, store.vary, headers);
      const answer = cache.get(key, exchange);
      if (answer !== undefined) {
        const { ageSeconds, freshSeconds } = cache.ageOf(key) ?? NO_AGE;
        const age = ageSeconds + answer.age;
        const control = headers['cache-control'];
        if (control === undefined || requestAccepts(control, age, freshSeconds)) {
          send(answer, age, method, headers, response);
          return true;
        }
        // Not what this client will take; what the handler answers it is stored in place of it.
        cache.uncountHit();
        bypass(store, response);
      }
      if (method !== 'HEAD') capture.capture(exchange, new Miss(store, base, exchange));
      return false;
    },
    tunables: () => all.flatMap(({ cache }) => cache.tunables()),
    clear() {
      for (const store of all) forget(store);
    },
    close() {
      capture.close();
      for (const { cache } of all) {
        cache.close();
        requests.remove(cache.name, 'bypass');
      }
    },
  };
}

const NO_AGE = { ageSeconds: 0, freshSeconds: 0 } as const;

function forget(store: RouteStore): void {
  store.epoch++;
  store.cache.clear();
}

/** Sees to it that the handler's answer is stored if it may be. */
class Miss extends AnswerReading {
  readonly #epoch: number;
  readonly #before: AnswerHeaders;
  #headers: StoredHeaders = [];
  #etag: string | undefined = undefined;
  #length: number | undefined = undefined;
  /** What the answer says about its freshness and its age, in seconds. */
  #freshSeconds: number | undefined = undefined;
  #age = 0;

  constructor(
    readonly store: RouteStore,
    readonly base: string,
    readonly exchange: Exchange
  ) {
    super(exchange.response, store.answers);
    this.#epoch = store.epoch;
    this.#before = store.before.of(exchange.response);
  }

  wants(statusCode: number, headers: AnswerHeaders): boolean {
    const { store } = this;
    const freshSeconds = explicitFreshSeconds(headers, store.clock);
    const { etag, 'content-length': length } = headers;
    this.#length = length === undefined ? undefined : Number(length);
    this.#freshSeconds = freshSeconds;
    this.#age = initialAgeSeconds(headers, store.clock);
    this.#etag = typeof etag === 'string' ? etag : undefined;
    // What says how long it is fresh is judged by the clock, too.
    const isJudged = freshSeconds === undefined && store.fit?.[1] === headers && store.fit[0] === this.#before;
    if (statusCode === 200 && isJudged) {
      this.#headers = store.headers;
      return true;
    }
    if (
      answerBypass(statusCode, headers, store.keyed, freshSeconds) !== undefined ||
      !learn(store, varyNames(headers))
    ) {
      mark(this.response, 'bypass');
      return false;
    }
    this.#headers = store.headers = headersToStore(headers, this.#before, store.headers);
    store.fit = [this.#before, headers];
    return true;
  }

  done(body: string | Buffer): void {
    const { store } = this;
    // A handler that promised more than it wrote has failed on the way.
    if (this.#length !== undefined && this.#length !== this.bytes) return;
    // One whose client has gone may have been cut short for that reason.
    if (this.response.destroyed) return;
    // Cleared while the handler worked: what it read before may be stale.
    if (store.epoch !== this.#epoch) return;
    store.load.observe(Math.max(0, store.clock.monotonic() - this.exchange.startedAt) / 1000);
    const key = withVary(this.base, store.vary, this.exchange.request.headers);
    const answer = { headers: this.#headers, etag: this.#etag, body, age: this.#age };
    const freshSeconds = this.#freshSeconds;
    if (freshSeconds === undefined) store.cache.set(key, answer);
    // The route's TTL may be raised while this is stored, and its own freshness may not.
    else store.cache.set(key, answer, Math.min(freshSeconds, store.cache.stats().ttlSeconds));
  }
}

/** Adds to what the route's answers depend on; false when that is too much to cache them. */
function learn(store: RouteStore, names: readonly string[]): boolean {
  if (names.every((name) => store.vary.includes(name))) return true;
  const union = [...new Set([...store.vary, ...names])].sort();
  if (union.length > MAX_VARY) return false;
  store.vary = union;
  return true;
}

function storeFor(route: DeclaredRoute, strategy: CacheStrategy, options: RouteCachingOptions): Cache<StoredAnswer> {
  const { id, path } = route;
  const { ttlSeconds, maxStalenessSeconds, capacity } = route.route;
  const { ttlSeconds: strategyTtl, compress } = CACHE_STRATEGIES[strategy];
  const ttl = ttlSeconds ?? strategyTtl;
  return createCache<StoredAnswer>(
    {
      ...shared(options),
      name: `route:${id}`,
      settingPrefix: SETTING_NAMES.routePrefix(id),
      routes: [path],
      capacity: capacity ?? options.capacity ?? DEFAULT_CAPACITY,
      ttlSeconds: ttl,
      maxTtlSeconds: maxStalenessSeconds ?? Math.max(ttl, strategyTtl),
      maxTtlReason:
        maxStalenessSeconds === undefined
          ? `TTL of strategy ${strategy}, since route ${id} declares no maxStalenessSeconds`
          : `maxStalenessSeconds of route ${id}`,
      compress,
    },
    BODY
  );
}

const shared = ({ instruments, clock, carrier, policy, log }: RouteCachingOptions) => ({
  instruments,
  clock,
  ...(carrier === undefined ? {} : { carrier }),
  ...(policy === undefined ? {} : { policy }),
  ...(log === undefined ? {} : { log }),
});

/** The application's own function: where it fails, the request goes on without the cache. */
function keyOf(
  cacheKey: NonNullable<DeclaredRoute['route']['cacheKey']>,
  request: AppRequest,
  route: DeclaredRoute,
  log: Log | undefined
): string | undefined {
  try {
    const key: unknown = cacheKey(request);
    return typeof key === 'string' || typeof key === 'number' ? `${key}` : undefined;
  } catch (error) {
    log?.warn({ err: error, route: route.id }, 'cacheKey of a route failed; this request bypasses the cache');
    return undefined;
  }
}

function mark(response: ServerResponse, result: 'hit' | 'bypass'): void {
  if (!response.headersSent) response.setHeader(CACHE_HEADER, result);
}

/** A 304 has none; RFC 9110, section 15.4.5. */
const OF_THE_BODY = ['content-type', 'content-encoding', 'content-language'] as const;

function send(
  { headers, etag, body }: StoredAnswer,
  ageSeconds: number,
  method: string | undefined,
  requestHeaders: IncomingHttpHeaders,
  response: ServerResponse
): void {
  for (let index = 0; index + 1 < headers.length; index += 2) {
    response.setHeader(String(headers[index]), headers[index + 1] ?? '');
  }
  if (etag !== undefined) response.setHeader('etag', etag);
  response.setHeader('age', Math.floor(ageSeconds));
  mark(response, 'hit');
  const conditional = requestHeaders['if-modified-since'] !== undefined;
  if (notModified(requestHeaders, etag, conditional ? storedHeader(headers, 'last-modified') : undefined)) {
    response.statusCode = 304;
    for (const name of OF_THE_BODY) response.removeHeader(name);
    response.end();
    return;
  }
  response.statusCode = 200;
  response.setHeader('content-length', Buffer.byteLength(body));
  if (method === 'HEAD') response.end();
  else response.end(body);
}
