import { createPerformanceCache } from '../cache/performance-cache.js';
import type { PerformanceCache } from '../cache/performance-cache.js';
import { systemClock } from '../contract/index.js';
import type { EvictionPolicy, Finding } from '../contract/index.js';
import { createInstruments } from '../instruments/instruments.js';
import { benchmarkRoute } from '../routes/benchmark.js';
import type { RouteBenchmark } from '../routes/benchmark.js';
import type { GrowthEngine } from './growth-engine.js';

/** Label of the series that a cache without an engine keeps to itself. */
const DEFAULT_SERVICE = 'app';

export interface PerformanceOptimizerOptions {
  /** Measures and tunes the cache with the rest of the process, and knows where the routes are. */
  readonly engine?: GrowthEngine;
  /** Where the application can be reached, e.g. `http://127.0.0.1:3000`; default: the engine's. */
  readonly baseUrl?: string;
  /** Entries per strategy; default 1,000. */
  readonly capacity?: number;
  /** Default `lru`. */
  readonly policy?: EvictionPolicy;
}

/** SPEC.md's optimizer: caches by strategy, benchmarks of routes, recommendations. */
export class PerformanceOptimizer {
  /** `.set(key, data, strategy)`, `.get(key)`, `.clear()`. */
  readonly cache: PerformanceCache;
  readonly #engine: GrowthEngine | undefined;
  readonly #baseUrl: string | undefined;

  constructor(options: PerformanceOptimizerOptions = {}) {
    const { engine, capacity, policy } = options;
    const size = { ...(capacity === undefined ? {} : { capacity }), ...(policy === undefined ? {} : { policy }) };
    this.#engine = engine;
    this.#baseUrl = options.baseUrl ?? engine?.baseUrl;
    this.cache =
      engine === undefined
        ? createPerformanceCache({
            instruments: createInstruments({ constantLabels: { service: DEFAULT_SERVICE } }),
            clock: systemClock,
            ...size,
          })
        : engine.strategyCache(size);
  }

  /**
   * Requests a route several times and says how long it took.
   * @throws Error when there is neither an engine with a `baseUrl` nor a `baseUrl`, and when the route does not answer.
   */
  async benchmarkRoute(path: string): Promise<RouteBenchmark> {
    if (this.#baseUrl === undefined) {
      throw new Error(
        `Cannot benchmark ${path}: nobody said where the application is. Give PerformanceOptimizer a baseUrl such as "http://127.0.0.1:3000", or an engine that has one.`
      );
    }
    return benchmarkRoute({ baseUrl: this.#baseUrl, path });
  }

  /** What would make the service faster now, without changing anything. */
  async recommendations(): Promise<readonly Finding[]> {
    if (this.#engine === undefined) {
      throw new Error('Recommendations need measurements. Give PerformanceOptimizer the engine of the application.');
    }
    const control = await this.#engine.control();
    const plan = await control.createPlan(this.#engine.service, [], { kind: 'engine', name: 'PerformanceOptimizer' });
    return plan.findings;
  }
}
