import type {
  ComplianceRow,
  Control,
  Decision,
  MetricsDocument,
  Optimization,
  Refusal,
  ReportDocument,
} from '../contract/index.js';
import { createGrowthEngine } from './growth-engine.js';
import type { GrowthEngine } from './growth-engine.js';
import type { GrowthEngineOptions } from './options.js';
import type { PerformanceConfig } from './performance-config.js';

type Measured<T> = { readonly [K in keyof T]: T[K] extends object ? Measured<T[K]> : number };

/** SPEC.md's metrics as numbers: NaN where nothing has been measured yet. */
export type PerformanceMetrics = Measured<MetricsDocument>;

export interface PerformanceReport {
  readonly config: PerformanceConfig;
  readonly metrics: PerformanceMetrics;
  readonly compliance: readonly ComplianceRow[];
  readonly report: ReportDocument;
}

/** A kept change and what it brought. Response times in milliseconds. */
export interface PerformanceGain {
  readonly setting: string;
  readonly responseTimeBefore: number;
  readonly responseTimeAfter: number;
  /** After ÷ before. */
  readonly ratio: number;
}

export interface OptimizationResult {
  /** What was tried and decided, in order. */
  readonly optimizations: readonly Decision[];
  readonly performanceGains: readonly PerformanceGain[];
  /** Why nothing was tried, where that is so. */
  readonly refusals: readonly Refusal[];
}

const UNMEASURED: MetricsDocument = {
  system: { cpuUsage: null, memoryUsage: null, diskUsage: null, networkLatency: null },
  application: { responseTime: null, throughput: null, errorRate: null, successRate: null },
  cache: { hitRate: null, missRate: null, evictionRate: null, size: null },
  database: { queryTime: null, connectionPool: null, slowQueries: null, deadlocks: null },
};

const numbersOf = (document: MetricsDocument): PerformanceMetrics =>
  Object.fromEntries(
    Object.entries(document).map(([group, values]: [string, Readonly<Record<string, number | null>>]) => [
      group,
      Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? NaN])),
    ])
  ) as unknown as PerformanceMetrics;

const POLL_MS = 250;
const FIRST_REPORT_MS = 10_000;
const FIRST_REPORT_POLL_MS = 20;
const FINAL: ReadonlySet<Optimization['state']> = new Set([
  'settled',
  'nothing-to-do',
  'refused',
  'cancelled',
  'failed',
]);

/** SPEC.md's service: monitoring, report, optimization, in one object around an embedded engine. */
export class GrowthEnginePerformance {
  readonly #config: PerformanceConfig;
  readonly #overrides: Partial<GrowthEngineOptions>;
  #engine: GrowthEngine | undefined;
  #metrics: (() => MetricsDocument) | undefined;

  /** @param overrides what SPEC.md's configuration has no key for: pools, state directory, log, clock. */
  constructor(config: PerformanceConfig, overrides: Partial<GrowthEngineOptions> = {}) {
    this.#config = config;
    this.#overrides = overrides;
  }

  /** The engine: `app.use(performance.engine.middleware)`. */
  get engine(): GrowthEngine {
    this.#engine ??= createGrowthEngine(this.#engineOptions());
    return this.#engine;
  }

  /** Resolves when the first measurements have arrived. */
  async startMonitoring(): Promise<void> {
    await this.engine.ready;
    const control = await this.engine.control();
    await this.#known(control);
    this.#metrics = () => control.metrics(this.#config.service);
  }

  async stopMonitoring(): Promise<void> {
    this.#metrics = undefined;
    await this.#engine?.close();
    this.#engine = undefined;
  }

  getMetrics(): PerformanceMetrics {
    return numbersOf(this.#metrics?.() ?? UNMEASURED);
  }

  async getPerformanceReport(): Promise<PerformanceReport> {
    const control = await this.engine.control();
    await this.#known(control);
    const report = await control.report(this.#config.service);
    return { config: this.#config, metrics: numbersOf(report.metrics), compliance: report.compliance, report };
  }

  /** Plans, applies, measures, keeps or undoes; resolves when all is decided, which may take minutes. */
  async optimize(): Promise<OptimizationResult> {
    const control = await this.engine.control();
    await this.#known(control);
    const actor = { kind: 'engine', name: 'GrowthEnginePerformance.optimize' } as const;
    const plan = await control.createPlan(this.#config.service, [], actor);
    if (plan.refusals.length > 0 || plan.changes.length === 0) {
      return { optimizations: [], performanceGains: [], refusals: plan.refusals };
    }
    let { optimization } = await control.confirm(plan.id, actor);
    while (!FINAL.has(optimization.state)) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      optimization = control.optimization(optimization.id);
    }
    const decisions = optimization.changes.flatMap(({ decision }) => (decision === undefined ? [] : [decision]));
    return {
      optimizations: decisions,
      refusals: optimization.changes.flatMap(({ dropped }) => (dropped === undefined ? [] : [dropped])),
      performanceGains: decisions.flatMap(({ outcome, setting, measured }) =>
        outcome === 'kept' && measured !== undefined
          ? [
              {
                setting,
                responseTimeBefore: measured.before * 1000,
                responseTimeAfter: measured.after * 1000,
                ratio: measured.ratio,
              },
            ]
          : []
      ),
    };
  }

  /** The loop knows a service from its first report on, which comes by itself within moments. */
  async #known(control: Control): Promise<void> {
    const deadline = performance.now() + FIRST_REPORT_MS;
    while (!control.services().some(({ service }) => service === this.#config.service)) {
      if (performance.now() > deadline) {
        throw new Error(
          `${this.#config.service} has not reported within ${FIRST_REPORT_MS / 1000} s. Look into the log.`
        );
      }
      await new Promise((resolve) => setTimeout(resolve, FIRST_REPORT_POLL_MS));
    }
  }

  #engineOptions(): GrowthEngineOptions {
    const { service, routes, monitoring, optimization, resources } = this.#config;
    const { thresholds } = monitoring;
    const targets = optimization.performanceTargets;
    return {
      service,
      routes,
      mode: optimization.mode,
      admission: 'enforce',
      loop: { intervalMs: optimization.interval },
      thresholds: {
        cpu: thresholds.cpu / 100,
        memory: thresholds.memory / 100,
        response_time: thresholds.responseTime / 1000,
        error_rate: thresholds.errorRate / 100,
      },
      targets: {
        response_time: targets.responseTime / 1000,
        throughput: targets.throughput / 60,
        error_rate: targets.errorRate / 100,
      },
      resources: {
        maxConcurrentRequests: resources.maxConcurrentRequests,
        requestTimeoutMs: resources.requestTimeout,
        memoryLimitBytes: resources.memoryLimit,
        cpuLimit: resources.cpuLimit / 100,
      },
      ...this.#overrides,
    };
  }
}
