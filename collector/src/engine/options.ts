import type {
  AdmissionMode,
  AgentProbe,
  Clock,
  EvictionPolicy,
  GrowthEngineRoute,
  Log,
  Mode,
  Random,
  Targets,
  Thresholds,
} from '../contract/index.js';
import type { DeclaredPolicy } from '../cache/declared-cache.js';
import type { CacheStaleness } from '../cache/freshness/create-fresh-cache.js';
import type { SecondTierOptions, ValueCodec } from '../cache/tiers/types.js';
import type { PoolLike } from '../database/pool.js';
import type { LoopTiming } from '../optimizer/timing.js';
import type { ForeignRegistry } from '../instruments/types.js';

/** SPEC.md's resource limits. */
export interface ResourceLimits {
  /** Requests in flight at most; default 100. */
  readonly maxConcurrentRequests?: number;
  /** Milliseconds after which an unanswered request is answered 503; default 30,000. */
  readonly requestTimeoutMs?: number;
  /** Bytes that the process may use; default 1 GiB, never more than its cgroup allows. */
  readonly memoryLimitBytes?: number;
  /**
   * Bytes that all caches together may hold; capacities of caches with `policy: 'auto'` are chosen within it. Default a quarter
   * of the memory limit.
   */
  readonly cacheMemoryBytes?: number;
  /** Share of one core, or of the smaller quota, above which requests are shed; default 0.8. */
  readonly cpuLimit?: number;
}

export interface GrowthEngineOptions {
  /** Name of the service; every series carries it. */
  readonly service: string;
  /** Name of this process among its like; default: host name and metrics port. */
  readonly instance?: string;
  readonly routes?: readonly GrowthEngineRoute[];
  /** `pg` pools by name. */
  readonly pools?: Readonly<Record<string, PoolLike>>;
  /** URL of a collector; without one the engine decides for itself, in this process. */
  readonly collector?: string | undefined;
  /** Agent token of that collector; default: GROWTH_ENGINE_AGENT_TOKEN. */
  readonly token?: string | undefined;
  /** prom-client's or @prometheus-io/client's registry, to come out of the same /metrics. */
  readonly registry?: ForeignRegistry;
  /**
   * Seconds (mean), requests per second, share of 5xx answers. A collector takes them over, and thresholds and `admission`: they
   * stand above its defaults, below what it has configured for this service and what people change.
   */
  readonly targets?: Partial<Targets>;
  readonly thresholds?: Partial<Thresholds>;
  /** Default `propose`. Only embedded; a collector has its own. */
  readonly mode?: Mode;
  /** Default `observe`: what would be rejected is counted and let through. */
  readonly admission?: AdmissionMode;
  readonly resources?: ResourceLimits;
  /** Milliseconds; default 200. */
  readonly slowQueryMs?: number;
  /** Hosts that the application talks to, whose TCP connect time is measured. */
  readonly peers?: readonly { readonly name: string; readonly host: string; readonly port: number }[];
  /**
   * Switches probes by name: those of the process (`process`, `process_cpu`, `process_memory`, `event_loop`, `gc`), `peer`, and,
   * embedded, those of the host (`cpu`, `memory`, `disk`, `filesystem`, `network`, `pressure`). All run by default. What a
   * switched-off probe would have measured is missing to rules and reports too.
   */
  readonly probes?: { readonly enable?: readonly AgentProbe[]; readonly disable?: readonly AgentProbe[] };
  /** Where this process can be reached, for benchmarks of its routes. */
  readonly baseUrl?: string;
  /**
   * Whether Express' requests and responses get the places of their properties in advance, which saves Express on Node 20
   * and 22 CPU time per request (`npm run bench:http` prints both). Default true; newer versions of Node need no help.
   */
  readonly prepareExpress?: boolean;
  /**
   * Whether histograms of the sizes of requests and answers are kept, in bytes as they crossed the connection, headers
   * included: two per method and route. Not for HTTP/2. Default false.
   */
  readonly requestSizes?: boolean;
  /** A listener of its own for /metrics; otherwise mount `engine.metrics`. */
  readonly metrics?: { readonly port: number; readonly host?: string };
  /** Embedded: timing of the loop, milliseconds. */
  readonly loop?: Partial<LoopTiming>;
  /** Embedded: where decisions are kept; without it they live as long as the process. */
  readonly stateDir?: string;
  /** Embedded: opens the control API on this address. */
  readonly listen?: { readonly port: number; readonly host?: string };
  /** Embedded: names under which clients may call `listen`, besides loopback. */
  readonly allowedHosts?: readonly string[];
  /** Embedded: with both, whoever changes something over `listen` needs an identity that Grafana signed. */
  readonly grafana?: { readonly keysUrl?: string; readonly issuer?: string; readonly audience?: string };
  /** YAML or JSON with any of these options that is data; stands above what the code says, below the environment. */
  readonly configFile?: string;
  readonly log?: Log;
  readonly clock?: Clock;
  readonly random?: Random;
}

/** A cache of the application's own, measured and tuned like the rest. */
export interface EngineCacheOptions {
  readonly name: string;
  /** Entries. */
  readonly capacity: number;
  readonly ttlSeconds: number;
  /** The engine never raises the TTL above it; default: `ttlSeconds`. */
  readonly maxTtlSeconds?: number;
  /**
   * Which entry makes room for a new one. `auto`: chosen by simulating the cache's own look-ups, and in mode `apply` the
   * capacity, too, from `capacity` on, unless `maxBytes` bounds it. Default `lru`.
   */
  readonly policy?: DeclaredPolicy;
  /** Bytes that all values together may have, beside `capacity`; undeclared: no such limit. */
  readonly maxBytes?: number;
  readonly compress?: boolean;
  /** Route templates that use it; makes judging sharper. */
  readonly routes?: readonly string[];
  /** How many hits may be out of date: with it the engine keeps the TTL right, from 1 s up to `maxTtlSeconds`. */
  readonly staleness?: CacheStaleness;
}

/** A cache of the application's own that loads its values, bridges failures, and may share them between instances. */
export interface EngineTieredCacheOptions<V> extends Omit<
  EngineCacheOptions,
  'compress' | 'maxBytes' | 'policy' | 'staleness'
> {
  /** Which entry makes room for a new one. Default `lru`. */
  readonly policy?: EvictionPolicy;
  /** Seconds after the TTL in which a value is given out while it is loaded anew in the background; default 0. */
  readonly staleWhileRevalidateSeconds?: number;
  /** Seconds after the TTL in which a value is given out when loading it anew has failed; default 0. */
  readonly staleIfErrorSeconds?: number;
  /** Seconds for which it is remembered that nothing is there, at most `ttlSeconds`; default 0, not at all. */
  readonly negativeTtlSeconds?: number;
  /** How eagerly values are loaded anew just before their TTL runs out, 0 (never) to 100; default 1. */
  readonly earlyRefreshBeta?: number;
  /** Redis or Valkey behind the tier in memory; without it there is that one tier. */
  readonly secondTier?: SecondTierOptions;
  /** How values are written for the second tier; default: plain JSON. */
  readonly codec?: ValueCodec<V>;
}
