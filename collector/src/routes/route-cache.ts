import type { ServerResponse } from 'node:http';
import { METRICS, type Log, type Tunable } from '../contract/index.js';
import { AnswerCapture } from './answer-capture.js';
import type { AppRequest } from './app-request.js';
import { defaultKey, withRouteKey, withVary } from './cache-key.js';
import { requestAccepts } from './cache-rules-freshness.js';
import { requestBypass } from './cache-rules.js';
import type { Exchange } from './exchange.js';
import { isUnsafe, UnsafeAnswer } from './route-cache-invalidation.js';
import { Miss } from './route-cache-miss.js';
import { createRouteStore, forget, type RouteCachingOptions, type RouteStore } from './route-store.js';
import { mark, send } from './stored-answer.js';
import type { DeclaredRoute } from './table.js';

export interface RouteCaching {
  /** Whether the answers of a route are cached at all. */
  caches(route: DeclaredRoute): boolean;
  /**
   * Answers from the cache and returns true; otherwise sees to it that the handler's answer is stored if it may be. An answer
   * out of the cache says `hit` in a header, one that may not come from it says `bypass`. `url` as the client sent it.
   */
  serve(route: DeclaredRoute, request: AppRequest, url: string, response: ServerResponse, exchange: Exchange): boolean;
  tunables(): readonly Tunable[];
  /** Forgets the answers of a path of the route, or all of them. @throws RangeError where no cached route has this id. */
  invalidate(routeId: string, path?: string): void;
  clear(): void;
  close(): void;
}

/** One cache per route with a cache strategy: `route:<id>`, turned by `route.<id>.ttl` and `route.<id>.capacity`. */
export function createRouteCaching(options: RouteCachingOptions): RouteCaching {
  const requests = options.instruments.counter(METRICS.cache_requests_total);
  const rejections = options.instruments.counter(METRICS.cache_admissions_rejected_total);
  const loads = options.instruments.histogram(METRICS.cache_load_duration_seconds);
  const series = {
    bypass: (cache: string) => requests.bind(cache, 'bypass'),
    rejected: (cache: string) => rejections.bind(cache),
    // The cache's own: what it takes to produce an answer is what a miss costs.
    load: (cache: string) => loads.bind(cache),
  };
  const capture = new AnswerCapture(options.find);
  const stores = new Map<DeclaredRoute, RouteStore>();
  for (const route of options.table.routes) {
    const strategy = route.route.cacheStrategy;
    if (strategy === undefined) continue;
    stores.set(route, createRouteStore(route, strategy, options, series));
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
          store.freshness?.hit(key, request);
          send(answer, age, method, headers, response);
          return true;
        }
        // Not what this client will take; what the handler answers it is stored in place of it.
        cache.uncountHit();
        bypass(store, response);
      }
      if (method === 'HEAD') return false;
      if (answer !== undefined || store.doorkeeper.admits(cache.hashOfMissed(key))) {
        capture.capture(exchange, new Miss(store, base, exchange, store.freshness?.begin(key, request)));
      } else store.rejected.inc();
      return false;
    },
    tunables: () => all.flatMap(({ cache, freshness }) => (freshness ?? cache).tunables()),
    invalidate(routeId, path) {
      const route = options.table.byId(routeId);
      const store = route === undefined ? undefined : stores.get(route);
      if (store === undefined) {
        throw new RangeError(`No route "${routeId}" is cached; give the id of a route with a cacheStrategy.`);
      }
      if (path === undefined) forget(store);
      else store.invalidations.invalidate(path);
    },
    clear() {
      for (const store of all) forget(store);
    },
    close() {
      capture.close();
      for (const { cache, freshness } of all) {
        freshness?.group.close();
        cache.close();
        requests.remove(cache.name, 'bypass');
        rejections.remove(cache.name);
      }
    },
  };
}

const NO_AGE = { ageSeconds: 0, freshSeconds: 0 } as const;

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
