import type { Staleness } from './staleness.js';
import type { CacheStrategy, RoutePriority } from './strategies.js';

/** SPEC.md's route table, with the optional bounds of DESIGN.md. */
export interface GrowthEngineRoute {
  readonly id: string;
  /** An Express path, e.g. `/products/:id`. */
  readonly path: string;
  readonly cacheStrategy?: CacheStrategy;
  readonly priority?: RoutePriority;
  /** Overrides the strategy's TTL. */
  readonly ttlSeconds?: number;
  /** How old an answer may ever be; the engine never raises the TTL above it. Undeclared: the strategy's TTL. */
  readonly maxStalenessSeconds?: number;
  /** Entries that the route's cache may hold at the start. */
  readonly capacity?: number;
  /**
   * Names the answer that a request may be given, and so separates users: without it a request with `Authorization` or
   * `Cookie` is never answered from the cache. `undefined` bypasses the cache for this request.
   */
  readonly cacheKey?: (request: RouteRequest) => string | undefined;
  /**
   * How many hits may be out of date. With it the engine keeps the route's TTL right by itself, between 1 s (or the TTL where
   * that is less) and the route's `maxStalenessSeconds`.
   */
  readonly staleness?: RouteStaleness;
}

/** `version`: of the answer that this request would get. */
export type RouteStaleness = Staleness<RouteRequest>;

/** The part of a request that a cache key may look at; Express' and Node's requests both fit. */
export interface RouteRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}
