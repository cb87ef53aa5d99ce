import { FreshGroup } from '../cache/freshness/fresh-group.js';
import type { VersionReading } from '../cache/freshness/version-watch.js';
import type { Cache } from '../cache/types.js';
import { silentLog, type GrowthEngineRoute, type RouteRequest, type Tunable } from '../contract/index.js';
import type { RouteCachingOptions } from './route-store.js';
import type { StoredAnswer } from './stored-answer.js';

/** Learns how long the answers of one route stay true. */
export class RouteFreshness {
  constructor(
    readonly group: FreshGroup<string>,
    private readonly cache: Cache<StoredAnswer>,
    private readonly version: NonNullable<GrowthEngineRoute['staleness']>['version']
  ) {}

  get watch(): FreshGroup<string>['watch'] {
    return this.group.watch;
  }

  /** The cache's settings, the TTL as it keeps itself right. */
  tunables(): readonly Tunable[] {
    return [this.group.tunable, ...this.cache.tunables().filter((tunable) => tunable.describe().kind !== 'ttl')];
  }

  /** An answer was given out of the cache. */
  hit(key: string, request: RouteRequest): void {
    const { version, watch } = this;
    if (version === undefined || watch?.due() !== true) return;
    watch.check(
      key,
      () => version(request),
      () => this.cache.delete(key)
    );
  }

  /** Before the handler works. */
  begin(key: string, request: RouteRequest): VersionReading | undefined {
    const { version, watch } = this;
    return version === undefined ? undefined : watch?.begin(key, () => version(request));
  }

  stored(key: string, reading: VersionReading | undefined): void {
    void this.watch?.stored(key, reading);
  }
}

/** Undefined where the route has no staleness budget. */
export function createRouteFreshness(
  { staleness }: GrowthEngineRoute,
  cache: Cache<StoredAnswer>,
  { instruments, clock, random = Math.random, log = silentLog }: RouteCachingOptions
): RouteFreshness | undefined {
  if (staleness === undefined) return undefined;
  const ttl = cache.tunables().find((tunable) => tunable.describe().kind === 'ttl');
  if (ttl === undefined) throw new Error(`Cache "${cache.name}" offers no TTL to keep right.`);
  const versioned = staleness.version !== undefined;
  const group = new FreshGroup<string>({
    instruments,
    clock,
    random,
    log,
    cache: cache.name,
    prefix: '',
    staleness,
    versioned,
    ttl,
  });
  return new RouteFreshness(group, cache, staleness.version);
}
