import type { RequestListener } from 'node:http';
import { createAdmission } from '../admission/admission.js';
import type { Cache } from '../cache/cache.js';
import { DEFAULT_POLICY, type DeclaredCacheOptions } from '../cache/declared-cache.js';
import { createPerformanceCache } from '../cache/performance-cache.js';
import type { PerformanceCache } from '../cache/performance-cache.js';
import { createTieredCache } from '../cache/tiers/tiered-cache.js';
import type { TieredCache, TieredCacheOptions } from '../cache/tiers/types.js';
import { METRICS, DEFAULT_TARGETS, DEFAULT_THRESHOLDS } from '../contract/index.js';
import type {
  AdmissionMode,
  AgentLink,
  Clock,
  DeclaredLevels,
  EvictionPolicy,
  GrowthEngineRoute,
  Log,
  Objective,
  Random,
  Targets,
  ThresholdMetric,
  Thresholds,
  Tunable,
} from '../contract/index.js';
import { isProbeEnabled, type ProbeWishes } from '../config/probe-choice.js';
import { instrumentPool } from '../database/pool.js';
import type { InstrumentedPool, PoolLike } from '../database/pool.js';
import { createProcessMetrics } from '../instruments/cluster/cluster-metrics.js';
import { createInstruments } from '../instruments/instruments.js';
import { RequestContextCarrier } from '../instruments/request-context.js';
import type { ForeignRegistry, Instruments } from '../instruments/types.js';
import { keepFresh } from '../probes/keep-fresh.js';
import { peerProbe } from '../probes/peer.js';
import { processProbes } from '../probes/process/index.js';
import { createProcessUsage } from '../probes/process/usage.js';
import { createProbeRegistry } from '../probes/registry.js';
import type { Probe, ProbeRegistry } from '../probes/types.js';
import { ExpressShape } from '../routes/express-shape.js';
import { createHttpMiddleware } from '../routes/middleware.js';
import type { HttpMiddleware } from '../routes/middleware.js';
import { createRouteCaching } from '../routes/route-cache.js';
import { createRouteTable } from '../routes/table.js';
import { createTracker } from '../routes/tracking.js';
import { Checks } from './checks.js';
import { DeclaredCaches } from './declared-caches.js';
import { readBootId } from './identity.js';
import { memoryLimitTunable } from './memory-limit.js';
import { Reporter } from './reporter.js';
import { SettingsHost } from './settings-host.js';
import { TrialRunner } from './trial-runner.js';

const PEERS_EVERY_MS = 10_000;
const PEERS_DEADLINE_MS = 2_000;
/** Leaves room for the application, and for what a heap takes before it is collected. */
const CACHE_SHARE_OF_MEMORY = 0.25;

export interface AgentOptions {
  readonly service: string;
  readonly instance: string;
  readonly version: string;
  readonly link: AgentLink;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly routes: readonly GrowthEngineRoute[];
  readonly peers: readonly { readonly name: string; readonly host: string; readonly port: number }[];
  readonly targets: Partial<Targets>;
  readonly thresholds: Partial<Thresholds>;
  readonly admission: AdmissionMode;
  readonly resources: {
    readonly maxConcurrentRequests: number;
    readonly requestTimeoutMs: number;
    readonly memoryLimitBytes: number;
    /** Default a quarter of the memory limit. */
    readonly cacheMemoryBytes?: number;
    readonly cpuLimit: number;
  };
  readonly slowQueryMs: number;
  /** What is switched on beyond the defaults, and off. */
  readonly probes?: ProbeWishes;
  readonly baseUrl?: string | undefined;
  /** What of the levels above was said and is no default; told to the collector. */
  readonly declared?: DeclaredLevels | undefined;
  /** Default true. */
  readonly prepareExpress?: boolean;
  /** Default false. */
  readonly requestSizes?: boolean;
  /** Role in build_info: an agent, or an engine that decides for itself. */
  readonly role: 'agent' | 'embedded';
}

/** Everything that runs inside an application: measures, obeys, reports. It decides nothing. */
export interface Agent {
  readonly middleware: HttpMiddleware;
  readonly metrics: RequestListener;
  readonly instruments: Instruments;
  readonly probes: ProbeRegistry;
  cache<V>(options: Omit<DeclaredCacheOptions, 'instruments' | 'clock' | 'carrier' | 'log'>): Cache<V>;
  tieredCache<V>(options: Omit<TieredCacheOptions<V>, 'instruments' | 'clock' | 'carrier' | 'log'>): TieredCache<V>;
  strategyCache(options: { readonly capacity?: number; readonly policy?: EvictionPolicy }): PerformanceCache;
  /** @throws RangeError where no cached route has this id. */
  invalidate(routeId: string, path?: string): void;
  /** Adds settings that live outside the rooms of the agent; the returned function takes them away. */
  offer(tunables: readonly Tunable[]): () => void;
  addPool(name: string, pool: PoolLike): void;
  /** Those that are not switched off; the others are closed. */
  addProbes(probes: readonly Probe[]): void;
  attach(registry: ForeignRegistry): () => void;
  /** Context of the request being served, for code of ours that is not handed it. */
  readonly carrier: RequestContextCarrier;
  readonly targets: () => Targets;
  /** Longest TCP connect to a peer when they were last looked at; undefined without peers. */
  readonly slowestPeerSeconds: () => number | undefined;
  readonly outage: () => string | undefined;
  start(): void;
  close(): Promise<void>;
}

export function createAgent(options: AgentOptions): Agent {
  const { clock, log, random, service } = options;
  const instruments = createInstruments({ constantLabels: { service } });
  const carrier = new RequestContextCarrier();
  const host = new SettingsHost();
  const trials = new TrialRunner({ host, clock, log });
  const probes = createProbeRegistry({ instruments, clock, log });
  const usage = createProcessUsage({ clock, memoryLimitBytes: options.resources.memoryLimitBytes });
  let targets: Targets = { ...DEFAULT_TARGETS, ...options.targets };
  let thresholds: Thresholds = { ...DEFAULT_THRESHOLDS, ...options.thresholds };

  const table = createRouteTable(options.routes);
  const admission = createAdmission({
    instruments,
    clock,
    random,
    usage,
    limits: {
      maxConcurrentRequests: options.resources.maxConcurrentRequests,
      cpuRatio: options.resources.cpuLimit,
      memoryRatio: thresholds.memory,
      requestTimeoutMs: options.resources.requestTimeoutMs,
    },
    mode: options.admission,
  });
  const tracker = createTracker({
    instruments,
    sizes: options.requestSizes === true,
    onFinish: (context, durationSeconds, statusCode) => trials.record(context, durationSeconds, statusCode),
    onReject: (context) => trials.recordRejected(context),
  });
  const caching = createRouteCaching({ table, instruments, clock, log, random, find: tracker.find });
  const shape = options.prepareExpress === false ? undefined : new ExpressShape();
  const middleware = createHttpMiddleware({
    table,
    tracker,
    admission,
    caching,
    carrier,
    ...(shape === undefined ? {} : { shape }),
  });
  const checks = new Checks({ clock, pressure: usage, thresholds });
  const pools: InstrumentedPool[] = [];
  const caches: { close(): void | Promise<void> }[] = [];
  const declared: DeclaredCaches = new DeclaredCaches({
    ...{ instruments, clock, log, carrier, host },
    budgetBytes: () => options.resources.cacheMemoryBytes ?? usage.memoryLimitBytes() * CACHE_SHARE_OF_MEMORY,
    connected: () => reporter.outage === undefined,
  });
  declared.tellOf(caching.tunables(), DEFAULT_POLICY);

  host.add([...admission.tunables(), ...caching.tunables(), memoryLimitTunable(usage)]);
  host.observe(instruments);
  instruments.gauge(METRICS.build_info).bind(options.version, options.role).set(1);
  instruments.observe(METRICS.target, (emit) => {
    for (const objective of Object.keys(targets) as Objective[]) emit([objective], targets[objective]);
  });
  instruments.observe(METRICS.threshold, (emit) => {
    for (const metric of Object.keys(thresholds) as ThresholdMetric[]) emit([metric], thresholds[metric]);
  });
  const wishes = options.probes ?? { enable: [], disable: [] };
  const unwanted: Promise<void>[] = [];
  const addProbes = (added: readonly Probe[]): void => {
    for (const probe of added) {
      if (isProbeEnabled(probe, wishes)) probes.add(probe);
      else unwanted.push(Promise.resolve(probe.close?.()));
    }
  };
  addProbes(processProbes({ instruments, clock, usage }));
  const peers = peerProbe({ instruments, clock, peers: options.peers });
  let endPeers = (): void => {};
  if (options.peers.length > 0 && isProbeEnabled(peers, wishes)) {
    probes.add(peers);
    endPeers = keepFresh(peers, { clock, everyMs: PEERS_EVERY_MS, deadlineMs: PEERS_DEADLINE_MS });
  }

  const metrics = createProcessMetrics({ instruments, probes, service, clock, log });

  const reporter: Reporter = new Reporter({
    link: options.link,
    instruments,
    host,
    trials,
    clock,
    random,
    log,
    source: {
      identity: {
        agentVersion: options.version,
        service,
        instance: options.instance,
        startedAt: Math.round(clock.now()),
        bootId: readBootId(),
        routes: options.routes.map(({ id, path, cacheStrategy }) => ({
          id,
          path,
          cached: cacheStrategy !== undefined,
        })),
        ...(options.baseUrl === undefined ? {} : { baseUrl: options.baseUrl }),
        ...(options.declared === undefined ? {} : { declared: options.declared }),
      },
      checks: () => checks.current(),
      caches: () => declared.reports(),
      slowQueries: () => pools.flatMap((pool) => pool.slowQueries()),
    },
    onAnswer: ({ desired }) => {
      targets = desired.targets;
      thresholds = desired.thresholds;
      checks.setThresholds(thresholds);
      admission.setMode(desired.admission);
    },
  });

  return {
    middleware,
    metrics: metrics.handler,
    instruments,
    probes,
    carrier,
    cache<V>(cacheOptions: Omit<DeclaredCacheOptions, 'instruments' | 'clock' | 'carrier' | 'log'>): Cache<V> {
      carrier.enable();
      const cache = declared.create<V>(cacheOptions);
      caches.push(cache);
      return cache;
    },
    tieredCache<V>(cacheOptions: Omit<TieredCacheOptions<V>, 'instruments' | 'clock' | 'carrier' | 'log'>) {
      carrier.enable();
      const cache = createTieredCache<V>({ ...cacheOptions, instruments, clock, carrier, log });
      host.add(cache.tunables());
      declared.tellOf(cache.tunables(), cacheOptions.policy ?? DEFAULT_POLICY);
      caches.push(cache);
      return cache;
    },
    strategyCache(size) {
      const cache = createPerformanceCache({ instruments, clock, carrier, ...size });
      carrier.enable();
      host.add(cache.tunables());
      declared.tellOf(cache.tunables(), size.policy ?? DEFAULT_POLICY);
      caches.push(cache);
      return cache;
    },
    invalidate: (routeId, path) => caching.invalidate(routeId, path),
    offer: (tunables) => host.add(tunables),
    addPool(name, pool) {
      const instrumented = instrumentPool({
        name,
        pool,
        instruments,
        clock,
        carrier,
        log,
        slowQueryMs: options.slowQueryMs,
      });
      host.add(instrumented.tunables());
      pools.push(instrumented);
      checks.addDatabase({ name, check: (signal) => instrumented.check(signal) });
    },
    addProbes,
    attach: (registry) => instruments.attach(registry),
    targets: () => targets,
    slowestPeerSeconds: () => {
      const seconds = [...peers.latencies().values()];
      return seconds.length === 0 ? undefined : Math.max(...seconds);
    },
    outage: () => reporter.outage,
    start: () => reporter.start(),
    async close() {
      await reporter.close();
      trials.close();
      checks.close();
      for (const pool of pools) pool.close();
      declared.close();
      await Promise.all(caches.map(async (cache) => cache.close()));
      caching.close();
      shape?.close();
      admission.close();
      endPeers();
      await metrics.close();
      await probes.close();
      await Promise.all(unwanted);
      usage.close();
      carrier.close();
    },
  };
}
