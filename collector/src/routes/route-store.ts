import type { ServerResponse } from 'node:http';
import { createCache } from '../cache/cache.js';
import { Doorkeeper } from '../cache/doorkeeper.js';
import type { RecountedCache } from '../cache/types.js';
import {
  CACHE_STRATEGIES,
  SETTING_NAMES,
  type CacheStrategy,
  type Clock,
  type EvictionPolicy,
  type Log,
  type Random,
} from '../contract/index.js';
import type { RequestContextCarrier } from '../instruments/request-context.js';
import type { BoundCounter, BoundHistogram, Instruments } from '../instruments/types.js';
import { RecurringHeaders, type AnswerHeaders } from './answer-headers.js';
import type { StoredHeaders } from './cache-rules.js';
import type { Exchange } from './exchange.js';
import { Invalidations } from './route-cache-invalidation.js';
import { BODY, type StoredAnswer } from './stored-answer.js';
import { createRouteFreshness, type RouteFreshness } from './route-freshness.js';
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
  /** Chooses which hits are looked into. Default Math.random. */
  readonly random?: Random;
}

/** What is kept for one route whose answers are cached. */
export interface RouteStore {
  readonly cache: RecountedCache<StoredAnswer>;
  readonly clock: Clock;
  /** The route declares a key that separates users. */
  readonly keyed: boolean;
  readonly bypass: BoundCounter;
  readonly load: BoundHistogram;
  /** Whether what was missed is to be stored; what is not counts as `rejected`. */
  readonly doorkeeper: Doorkeeper;
  readonly rejected: BoundCounter;
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
  /** Where the route has a staleness budget. */
  readonly freshness: RouteFreshness | undefined;
}

const DEFAULT_CAPACITY = 1000;
/** A route whose answers depend on more headers than this has as many answers as clients. */
const MAX_VARY = 8;

/** `bypass`, `rejected` and `load`: the series of the caches of all routes, to be bound to this one's. */
export function createRouteStore(
  route: DeclaredRoute,
  strategy: CacheStrategy,
  options: RouteCachingOptions,
  series: {
    readonly bypass: (cache: string) => BoundCounter;
    readonly rejected: (cache: string) => BoundCounter;
    readonly load: (cache: string) => BoundHistogram;
  }
): RouteStore {
  const cache = cacheFor(route, strategy, options);
  const store: RouteStore = {
    cache,
    clock: options.clock,
    keyed: route.route.cacheKey !== undefined,
    bypass: series.bypass(cache.name),
    load: series.load(cache.name),
    doorkeeper: new Doorkeeper(() => cache.stats()),
    rejected: series.rejected(cache.name),
    invalidations: new Invalidations(() => forget(store)),
    vary: [],
    headers: [],
    before: new RecurringHeaders(),
    answers: new RecurringHeaders(['content-length', 'etag']),
    fit: undefined,
    homeHost: undefined,
    epoch: 0,
    freshness: createRouteFreshness(route.route, cache, options),
  };
  return store;
}

/** Everything that was stored, and what is on its way into the store. */
export function forget(store: RouteStore): void {
  store.epoch++;
  store.freshness?.watch?.forgetThose(() => true);
  store.cache.clear();
}

/** Adds to what the route's answers depend on; false when that is too much to cache them. */
export function learn(store: RouteStore, names: readonly string[]): boolean {
  if (names.every((name) => store.vary.includes(name))) return true;
  const union = [...new Set([...store.vary, ...names])].sort();
  if (union.length > MAX_VARY) return false;
  store.vary = union;
  return true;
}

function cacheFor(
  route: DeclaredRoute,
  strategy: CacheStrategy,
  options: RouteCachingOptions
): RecountedCache<StoredAnswer> {
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
