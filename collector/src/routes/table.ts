import {
  CACHE_STRATEGIES,
  CACHE_STRATEGY_NAMES,
  ROUTE_PRIORITIES,
  stalenessProblem,
  type GrowthEngineRoute,
  type RoutePriority,
} from '../contract/index.js';
import { PathPatternError, compilePath, type PathPattern } from './path-pattern.js';

/** A route of the table, with what the request path needs of it. */
export interface DeclaredRoute {
  readonly route: GrowthEngineRoute;
  readonly id: string;
  /** Label `route` of its series. */
  readonly path: string;
  readonly priority: RoutePriority;
  readonly pattern: PathPattern;
}

export interface RouteTable {
  readonly routes: readonly DeclaredRoute[];
  /** The declared route of a request's path (without query), before any router has seen it. Fixed paths go first. */
  match(path: string): DeclaredRoute | undefined;
  byId(id: string): DeclaredRoute | undefined;
}

/** Spelt otherwise than fixed paths are kept. */
const UNUSUAL = /[A-Z]|.\/$/;
const FEW = 8;
const DEFAULT_PRIORITY: RoutePriority = 'medium';

/** @throws RangeError that names the route and what would be right. */
export function createRouteTable(routes: readonly GrowthEngineRoute[]): RouteTable {
  const declared = routes.map(declare);
  const byId = new Map<string, DeclaredRoute>();
  const byShape = new Map<string, DeclaredRoute>();
  for (const one of declared) {
    if (byId.has(one.id)) fail(one.id, 'its id is used twice', 'give each route an id of its own');
    byId.set(one.id, one);
    const twin = byShape.get(one.pattern.shape);
    if (twin !== undefined) {
      fail(one.id, `its path ${one.path} is the path of route "${twin.id}"`, 'declare each path once');
    }
    byShape.set(one.pattern.shape, one);
  }
  return { routes: declared, match: createMatcher(declared), byId: (id) => byId.get(id) };
}

function declare(route: GrowthEngineRoute): DeclaredRoute {
  const { id, cacheStrategy, priority, ttlSeconds, maxStalenessSeconds, capacity } = route;
  if (typeof id !== 'string' || id === '') {
    throw new RangeError(`The route with path ${route.path} has no id; give it a short name.`);
  }
  if (cacheStrategy !== undefined && !CACHE_STRATEGY_NAMES.includes(cacheStrategy)) {
    fail(id, `cacheStrategy is "${cacheStrategy as string}"`, `use one of ${CACHE_STRATEGY_NAMES.join(', ')}`);
  }
  if (priority !== undefined && !ROUTE_PRIORITIES.includes(priority)) {
    fail(id, `priority is "${priority as string}"`, `use one of ${ROUTE_PRIORITIES.join(', ')}`);
  }
  if (ttlSeconds !== undefined && !(ttlSeconds > 0)) fail(id, `ttlSeconds is ${ttlSeconds}`, 'give more than 0');
  if (maxStalenessSeconds !== undefined) {
    const ttl = ttlSeconds ?? (cacheStrategy === undefined ? 0 : CACHE_STRATEGIES[cacheStrategy].ttlSeconds);
    if (!(maxStalenessSeconds > 0)) fail(id, `maxStalenessSeconds is ${maxStalenessSeconds}`, 'give more than 0');
    if (maxStalenessSeconds < ttl) {
      fail(
        id,
        `maxStalenessSeconds ${maxStalenessSeconds} is below its TTL of ${ttl} s`,
        'raise it, or declare a smaller ttlSeconds'
      );
    }
  }
  if (route.staleness !== undefined) {
    if (cacheStrategy === undefined) fail(id, 'it has a staleness budget and no cache', 'declare a cacheStrategy');
    const problem = stalenessProblem(route.staleness);
    if (problem !== undefined) fail(id, problem.what, `it must ${problem.must}`);
  }
  if (capacity !== undefined && !(Number.isInteger(capacity) && capacity > 0)) {
    fail(id, `capacity is ${capacity}`, 'give a whole number of entries above 0');
  }
  return { route, id, path: route.path, priority: priority ?? DEFAULT_PRIORITY, pattern: compile(id, route.path) };
}

function compile(id: string, path: string): PathPattern {
  try {
    return compilePath(path);
  } catch (error) {
    if (!(error instanceof PathPatternError)) throw error;
    throw new RangeError(`Route "${id}": path ${error.message}.`, { cause: error });
  }
}

function createMatcher(declared: readonly DeclaredRoute[]): RouteTable['match'] {
  const fixed = new Map<string, DeclaredRoute>();
  const byFirstSegment = new Map<string, DeclaredRoute[]>();
  const others: DeclaredRoute[] = [];
  for (const one of declared) {
    const { pattern } = one;
    if (pattern.literal) fixed.set(pattern.shape, one);
    else if (pattern.firstSegment === undefined) others.push(one);
    else {
      const list = byFirstSegment.get(pattern.firstSegment);
      if (list === undefined) byFirstSegment.set(pattern.firstSegment, [one]);
      else list.push(one);
    }
  }
  const matching = (list: readonly DeclaredRoute[], path: string): DeclaredRoute | undefined => {
    for (let index = 0; index < list.length; index++) {
      const one = list[index] as DeclaredRoute;
      if (one.pattern.matches(path)) return one;
    }
    return undefined;
  };
  const fromOthers = (path: string): DeclaredRoute | undefined =>
    others.length === 0 ? undefined : matching(others, path);
  /** With so few first segments, comparing with each is cheaper than cutting the path's out of it. */
  const few =
    byFirstSegment.size <= FEW ? [...byFirstSegment].map(([segment, list]) => ({ begin: `/${segment}/`, list })) : [];
  return (path) => {
    if (fixed.size > 0) {
      const literal = fixed.get(path) ?? fixed.get(looseFormOf(path));
      if (literal !== undefined) return literal;
    }
    for (let index = 0; index < few.length; index++) {
      const { begin, list } = few[index] as (typeof few)[number];
      if (path.startsWith(begin)) return matching(list, path) ?? fromOthers(path);
    }
    if (byFirstSegment.size > 0) {
      const loose = looseFormOf(path);
      const end = loose.indexOf('/', 1);
      const list = byFirstSegment.get(end < 0 ? loose.slice(1) : loose.slice(1, end));
      const found = list === undefined ? undefined : matching(list, path);
      if (found !== undefined) return found;
    }
    return fromOthers(path);
  };
}

/** As fixed paths are kept: Express ignores case and a trailing slash. */
const looseFormOf = (path: string): string => (UNUSUAL.test(path) ? path.toLowerCase().replace(/(.)\/$/, '$1') : path);

function fail(id: string, what: string, right: string): never {
  throw new RangeError(`Route "${id}": ${what}; ${right}.`);
}
