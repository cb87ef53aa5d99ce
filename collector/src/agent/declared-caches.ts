import type { Cache } from '../cache/cache.js';
import { MemoryCoordinator, type CapacityEvent } from '../cache/choosing/memory-coordinator.js';
import {
  createDeclaredCache,
  fixedReport,
  type CacheSizing,
  type DeclaredCacheOptions,
} from '../cache/declared-cache.js';
import {
  METRICS,
  type CacheReport,
  type Clock,
  type EvictionPolicy,
  type Log,
  type SettingDescriptor,
  type Tunable,
} from '../contract/index.js';
import type { RequestContextCarrier } from '../instruments/request-context.js';
import type { Instruments } from '../instruments/types.js';
import type { SettingsHost } from './settings-host.js';

export interface DeclaredCachesOptions {
  readonly instruments: Instruments;
  readonly clock: Clock;
  readonly log: Log;
  readonly carrier: RequestContextCarrier;
  readonly host: SettingsHost;
  /** Bytes that all caches of the process together may hold, more than 0. */
  readonly budgetBytes: () => number;
  /** Whether the collector answers: what it would say now is not known otherwise, and nothing moves. */
  readonly connected: () => boolean;
}

/** The caches of one process: what is told of each, and the memory that those with a chosen capacity share with the rest. */
export class DeclaredCaches {
  readonly #options: DeclaredCachesOptions;
  readonly #reports: (() => CacheReport)[] = [];
  readonly #sizings = new Map<string, CacheSizing>();
  readonly #coordinator: MemoryCoordinator;
  readonly #endSeries: () => void;

  constructor(options: DeclaredCachesOptions) {
    const { instruments, clock, budgetBytes } = options;
    this.#options = options;
    this.#coordinator = new MemoryCoordinator({
      clock,
      budgetBytes,
      heldByOthers: (members) => this.#heldByOthers(members),
      onEvent: (event) => this.#noted(event),
    });
    this.#endSeries = instruments.observe(METRICS.cache_memory_budget_bytes, (emit) => emit([], budgetBytes()));
  }

  create<V>(declared: Omit<DeclaredCacheOptions, 'instruments' | 'clock' | 'carrier' | 'log'>): Cache<V> {
    const { instruments, clock, carrier, log, host } = this.#options;
    const { cache, report, sizing } = createDeclaredCache<V>({ ...declared, instruments, clock, carrier, log });
    const tunables = cache.tunables();
    host.add(tunables);
    this.#reports.push(report);
    const setting = tunables.map((tunable) => tunable.describe()).find(({ kind }) => kind === 'capacity');
    if (sizing !== undefined && setting !== undefined) this.#choose(cache.name, setting, sizing);
    return cache;
  }

  /** Caches that are made elsewhere and choose nothing, by what they let turn. */
  tellOf(tunables: readonly Tunable[], policy: EvictionPolicy): void {
    const names = tunables.flatMap((tunable) => tunable.describe().subject['cache'] ?? []);
    for (const name of new Set(names)) {
      const report = fixedReport(name, policy);
      this.#reports.push(() => report);
    }
  }

  reports(): readonly CacheReport[] {
    return this.#reports.map((report) => report());
  }

  close(): void {
    this.#coordinator.close();
    this.#endSeries();
  }

  #choose(name: string, { name: setting, min, max }: SettingDescriptor, sizing: CacheSizing): void {
    const { host, connected } = this.#options;
    host.letChoose(setting);
    this.#sizings.set(name, sizing);
    sizing.onLooked(() => this.#coordinator.looked(name));
    this.#coordinator.add(
      sizing.sized({
        free: () => connected() && host.mayChoose(setting),
        set: (entries) => entries >= min && entries <= max && host.choose(setting, entries),
      })
    );
  }

  #heldByOthers(members: ReadonlySet<string>): number {
    let bytes = 0;
    for (const series of this.#options.instruments.totals()) {
      const cache = series.labels['cache'];
      if (series.metric !== METRICS.cache_bytes.name || series.type !== 'gauge' || cache === undefined) continue;
      if (!members.has(cache)) bytes += series.value;
    }
    return bytes;
  }

  #noted(event: CapacityEvent): void {
    this.#sizings.get(event.cache)?.noted(event);
    const { cache, kind, from, to, predicted, achieved } = event;
    this.#options.log.info({ cache, kind, from, to, predicted, achieved }, 'a cache chose its capacity');
  }
}
