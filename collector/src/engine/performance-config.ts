import { DEFAULT_TARGETS, DEFAULT_THRESHOLDS } from '../contract/index.js';
import type { GrowthEngineRoute, Mode } from '../contract/index.js';

/** SPEC.md's configuration, in its units: percent, milliseconds, requests per minute, bytes. */
export interface PerformanceConfig {
  readonly service: string;
  readonly routes: readonly GrowthEngineRoute[];
  readonly monitoring: {
    readonly thresholds: {
      /** Percent of the process's CPU limit. */
      readonly cpu: number;
      /** Percent of the process's memory limit. */
      readonly memory: number;
      /** Milliseconds. */
      readonly responseTime: number;
      /** Percent. */
      readonly errorRate: number;
    };
  };
  readonly optimization: {
    readonly mode: Mode;
    /** Milliseconds between two optimizations by themselves. */
    readonly interval: number;
    readonly performanceTargets: {
      /** Milliseconds, mean. */
      readonly responseTime: number;
      /** Requests per minute. */
      readonly throughput: number;
      /** Percent. */
      readonly errorRate: number;
    };
  };
  readonly resources: {
    readonly maxConcurrentRequests: number;
    /** Milliseconds. */
    readonly requestTimeout: number;
    /** Bytes. */
    readonly memoryLimit: number;
    /** Percent. */
    readonly cpuLimit: number;
  };
}

/** Percentages that came out of a ratio with the noise of binary fractions taken off. */
const percent = (ratio: number): number => Number((ratio * 100).toPrecision(12));

/** SPEC.md's defaults: it acts by itself and enforces its limits. */
export const defaultPerformanceConfig: PerformanceConfig = {
  service: 'growth-engine',
  routes: [],
  monitoring: {
    thresholds: {
      cpu: percent(DEFAULT_THRESHOLDS.cpu),
      memory: percent(DEFAULT_THRESHOLDS.memory),
      responseTime: DEFAULT_THRESHOLDS.response_time * 1000,
      errorRate: percent(DEFAULT_THRESHOLDS.error_rate),
    },
  },
  optimization: {
    mode: 'apply',
    interval: 5 * 60 * 1000,
    performanceTargets: {
      responseTime: DEFAULT_TARGETS.response_time * 1000,
      throughput: Math.round(DEFAULT_TARGETS.throughput * 60),
      errorRate: percent(DEFAULT_TARGETS.error_rate),
    },
  },
  resources: {
    maxConcurrentRequests: 100,
    requestTimeout: 30_000,
    memoryLimit: 1024 * 1024 * 1024,
    cpuLimit: 80,
  },
};
