import type { CacheReport, EvictionPolicy } from '../contract/index.js';
import { createCache } from './cache.js';
import { createAdaptiveCache, type CapacityTurn } from './choosing/adaptive-cache.js';
import { CapacitySeries } from './choosing/capacity-series.js';
import type { CapacityEvent, SizedCache } from './choosing/memory-coordinator.js';
import { MoveLog } from './choosing/move-log.js';
import { createFreshCache, optionsBehind, type CacheStaleness } from './freshness/create-fresh-cache.js';
import type { CacheKey } from './key-hash.js';
import type { HitRatioCurve } from './simulation/hit-ratio-curve.js';
import type { Cache, CacheOptions } from './types.js';

/** One policy, or `auto`: chosen and changed by miniature simulation of the cache's own look-ups, undone where it was wrong. */
export type DeclaredPolicy = EvictionPolicy | 'auto';

export const DEFAULT_POLICY: EvictionPolicy = 'lru';

export interface DeclaredCacheOptions extends Omit<CacheOptions, 'policy' | 'sample' | 'onClose'> {
  /** Default `lru`. */
  readonly policy?: DeclaredPolicy;
  /** How many hits may be out of date; with it the TTL is kept right within its bounds. Undeclared: it is not. */
  readonly staleness?: CacheStaleness;
}

/** A cache, and what its process tells of it. */
export interface DeclaredCache<V, K extends CacheKey = string> {
  readonly cache: Cache<V, K>;
  /** A new object whenever something has changed. */
  readonly report: () => CacheReport;
  /** Where its capacity may be chosen: with `policy: 'auto'`, and without `maxBytes`, which bounds it otherwise. */
  readonly sizing?: CacheSizing;
}

/** The parts of a cache whose capacity is chosen, for a `MemoryCoordinator`. */
export interface CacheSizing {
  readonly sized: (turn: CapacityTurn) => SizedCache;
  /** Called within a look-up, every quarter of the capacity. */
  onLooked(call: () => void): void;
  /** Takes down what has become of its capacity. */
  noted(event: CapacityEvent): void;
}

/** A cache as an application declares it. @throws RangeError where an option cannot be right. */
export function createDeclaredCache<V>({ staleness, ...options }: DeclaredCacheOptions): DeclaredCache<V> {
  if (staleness === undefined) return createPlain<V>(options);
  const plain = createPlain<V>(optionsBehind(options, staleness));
  return { ...plain, cache: createFreshCache(plain.cache, options, staleness) };
}

function createPlain<V, K extends CacheKey = string>({
  policy = DEFAULT_POLICY,
  ...options
}: Omit<DeclaredCacheOptions, 'staleness'>): DeclaredCache<V, K> {
  const { instruments, name, clock, random = Math.random } = options;
  if (policy !== 'auto') {
    const report = fixedReport(name, policy);
    return { cache: createCache<V, K>({ ...options, policy }), report: () => report };
  }
  const log = new MoveLog(clock);
  const capacity = options.maxBytes === undefined;
  const series = capacity ? new CapacitySeries(instruments, name) : undefined;
  let looked = (): void => {};
  let report: CacheReport | undefined;
  let curves: CacheReport['curves'] = [];
  const changed = (): void => {
    report = undefined;
  };
  const { cache, chooser, sized } = createAdaptiveCache<V, K>(
    (first, sample) =>
      createCache({
        ...options,
        policy: first,
        sample,
        onClose() {
          chooser.close();
          series?.close();
        },
      }),
    {
      seed: Math.floor(random() * 0x1_0000_0000) | 0,
      series: { instruments, name },
      onLooked: () => looked(),
      onMove(move) {
        log.policyMoved(move);
        changed();
      },
      onOutcome(outcome) {
        log.policyJudged(outcome);
        changed();
      },
      onSpan() {
        // They outlive a change of capacity, which ends the simulation that they came from.
        curves = chooser.curves.map(curveOf);
        changed();
      },
      onRestart() {
        log.left('policy');
        changed();
      },
    }
  );
  return {
    cache,
    report: () =>
      (report ??= {
        ...fixedReport(name, cache.policy),
        chooses: { policy: true, capacity },
        predictionError: chooser.error?.meanAbsoluteError ?? null,
        curves,
        moves: log.moves,
      }),
    ...(series === undefined
      ? {}
      : {
          sizing: {
            sized,
            onLooked(call) {
              looked = call;
            },
            noted(event) {
              log.capacityMoved(event);
              if (event.kind === 'moved' || event.kind === 'undone') series.count(event.kind);
              changed();
            },
          },
        }),
  };
}

/** What there is to tell of a cache that chooses nothing. */
export const fixedReport = (cache: string, policy: EvictionPolicy): CacheReport => ({
  cache,
  policy,
  chooses: { policy: false, capacity: false },
  predictionError: null,
  curves: [],
  moves: [],
});

const curveOf = ({ policy, points }: HitRatioCurve): CacheReport['curves'][number] => ({
  policy,
  points: points.map(({ capacity, hitRatio, low, high }) => ({ capacity, hitRatio, low, high })),
});
