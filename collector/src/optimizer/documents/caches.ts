import type { CacheInstanceRow, CacheReport, CacheRow, SnapshotView } from '../../contract/index.js';
import { DERIVED, METRICS } from '../../contract/index.js';
import type { Session } from '../hub/session.js';
import { total } from '../rules/measure.js';
import type { Service } from '../service/service.js';

const BY = ['cache'] as const;

type ByCache = ReadonlyMap<string, number>;

const byCache = (
  values: readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[]
): ByCache => new Map(values.map(({ labels, value }) => [labels['cache'] ?? '', value]));

/** What the series say of every cache in a view. */
const measuredIn = (view: SnapshotView) => ({
  hits: byCache(DERIVED.cache_hit_ratio.compute(view, {}, BY)),
  entries: byCache(view.gauge(METRICS.cache_entries.name, 'sum', {}, BY)),
  capacity: byCache(view.gauge(METRICS.cache_capacity_entries.name, 'sum', {}, BY)),
  bytes: byCache(view.gauge(METRICS.cache_bytes.name, 'sum', {}, BY)),
});
type Measured = ReturnType<typeof measuredIn>;

const sizesOf = ({ hits, entries, capacity, bytes }: Measured, cache: string) => ({
  hitRatio: hits.get(cache) ?? null,
  entries: entries.get(cache) ?? 0,
  capacity: capacity.get(cache) ?? 0,
  bytes: bytes.get(cache) ?? 0,
});

/** What is not known of a cache until its process has told it. */
const UNTOLD: Omit<CacheInstanceRow, 'instance' | keyof ReturnType<typeof sizesOf>> = {
  policy: null,
  chooses: { policy: false, capacity: false },
  predictionError: null,
  curves: [],
  moves: [],
};

/** Caches of the connected instances by name: all instances together, and each with what its process told of it. */
export function cacheRows(service: Service): readonly CacheRow[] {
  const view = service.view();
  const all = measuredIn(view);
  const expired = byCache(DERIVED.cache_expired_ratio.compute(view, {}, BY));
  const evicted = byCache(DERIVED.cache_evicted_ratio.compute(view, {}, BY));
  const instances = service.fleet.connected.map((session) => instanceOf(service, session));
  const told = instances.flatMap(({ reports }) => [...reports.keys()]);
  const names = new Set([...all.entries.keys(), ...all.capacity.keys(), ...all.hits.keys(), ...told]);
  return [...names].sort().map((cache) => ({
    cache,
    requests: total(view.increase(METRICS.cache_requests_total.name, { cache })),
    expiredRatio: expired.get(cache) ?? null,
    evictedRatio: evicted.get(cache) ?? null,
    ...sizesOf(all, cache),
    instances: instances.flatMap((instance) => rowOf(instance, cache)),
  }));
}

interface Instance {
  readonly instance: string;
  readonly measured: Measured;
  readonly reports: ReadonlyMap<string, CacheReport>;
}

const instanceOf = (service: Service, { instance, caches }: Session): Instance => ({
  instance,
  measured: measuredIn(service.view(undefined, [instance])),
  reports: new Map(caches.map((report) => [report.cache, report])),
});

/** None where the process has no such cache. */
function rowOf({ instance, measured, reports }: Instance, name: string): readonly CacheInstanceRow[] {
  const report = reports.get(name);
  if (report === undefined && !measured.capacity.has(name)) return [];
  const { cache: _, ...told } = report ?? { cache: name, ...UNTOLD };
  return [{ instance, ...told, ...sizesOf(measured, name) }];
}
