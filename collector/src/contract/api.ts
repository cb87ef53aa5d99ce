import type { AdmissionMode } from './agent-link.js';
import type { CheckResult, EvaluatedGuide, GuideId } from './guides/types.js';
import type { Freeze, LedgerEntry, Mode, Optimization, Refusal } from './loop.js';
import type { ComplianceState, Objective, Targets, ThresholdMetric, Thresholds } from './objectives.js';
import type { SettingOwner, SettingState, SettingValue } from './settings.js';
import type { EvictionPolicy } from './strategies.js';

/** `GET metrics`, exactly as in SPEC.md: percent, milliseconds, requests per minute. `null`: not measured. */
export interface MetricsDocument {
  readonly system: {
    readonly cpuUsage: number | null;
    readonly memoryUsage: number | null;
    readonly diskUsage: number | null;
    readonly networkLatency: number | null;
  };
  readonly application: {
    readonly responseTime: number | null;
    readonly throughput: number | null;
    readonly errorRate: number | null;
    readonly successRate: number | null;
  };
  readonly cache: {
    readonly hitRate: number | null;
    readonly missRate: number | null;
    readonly evictionRate: number | null;
    readonly size: number | null;
  };
  readonly database: {
    readonly queryTime: number | null;
    readonly connectionPool: number | null;
    readonly slowQueries: number | null;
    readonly deadlocks: number | null;
  };
}

/** `GET health`, exactly as in SPEC.md. `degraded` answers 200, `unhealthy` 503. A check is "ok" or one sentence. */
export interface HealthDocument {
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  readonly checks: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly uptime: number;
  readonly version: string;
}

export interface InstanceSummary {
  readonly instance: string;
  readonly connected: boolean;
  readonly agentVersion: string;
  readonly startedAt: string;
  readonly lastReportAt: string;
  readonly appliedRevision: number;
  readonly checks: Readonly<Record<string, string>>;
  readonly refused: Readonly<Record<string, string>>;
}

export interface ServiceSummary {
  readonly service: string;
  readonly mode: Mode;
  readonly admission: AdmissionMode;
  readonly freeze: Freeze | null;
  readonly instances: readonly InstanceSummary[];
  readonly settingsRevision: number;
}

/** One objective held against its target over the report's window. Values in the objective's unit. */
export interface ComplianceRow {
  readonly objective: Objective;
  readonly title: string;
  readonly unit: 'seconds' | 'requests_per_second' | 'ratio';
  readonly value: number | null;
  readonly target: number;
  readonly state: ComplianceState;
}

export interface ThresholdRow {
  readonly metric: ThresholdMetric;
  readonly value: number | null;
  readonly threshold: number;
  readonly exceeded: boolean;
}

export interface RouteRow {
  readonly route: string;
  readonly requests: number;
  readonly responseTime: number;
  readonly p95: number;
  readonly errorRate: number;
  readonly cacheHitRatio: number | null;
}

/** `GET report`: compliance over the last `windowSeconds`. */
export interface ReportDocument {
  readonly service: string;
  readonly at: string;
  readonly windowSeconds: number;
  readonly compliance: readonly ComplianceRow[];
  readonly thresholds: readonly ThresholdRow[];
  readonly routes: readonly RouteRow[];
  readonly metrics: MetricsDocument;
  readonly mode: Mode;
  readonly admission: AdmissionMode;
  readonly freeze: Freeze | null;
  /** The one that runs, or the last one that ran. */
  readonly optimization: Optimization | null;
  /** The plan that a trigger made and that waits for a person; it holds no lock and hides nothing. */
  readonly proposal: Optimization | null;
  /** Guards that would refuse a press now. */
  readonly refusals: readonly Refusal[];
}

export interface ServicesDocument {
  readonly services: readonly ServiceSummary[];
}
export interface RoutesDocument {
  readonly routes: readonly RouteRow[];
}
export interface CachesDocument {
  readonly caches: readonly CacheRow[];
}
export interface SlowQueriesDocument {
  readonly slowQueries: readonly SlowQueryRow[];
}
export type TargetsDocument = Targets;
export type ThresholdsDocument = Thresholds;
/** `PUT targets|thresholds`: any part of them. */
export type TargetsBody = Partial<Targets>;
export type ThresholdsBody = Partial<Thresholds>;
export interface ModeDocument {
  readonly mode: Mode;
  readonly admission: AdmissionMode;
}
export interface FreezeBody {
  /** Seconds from now, 60 to 30 days. */
  readonly seconds: number;
  readonly reason?: string;
}
export interface SettingBody {
  readonly value: SettingValue;
}
export interface SettingsDocument {
  readonly service: string;
  readonly revision: number;
  readonly settings: readonly (SettingState & {
    /** Value per instance where it differs. */
    readonly instances: Readonly<Record<string, SettingValue>>;
    readonly ownedBy: SettingOwner;
  })[];
}
export interface PlanBody {
  readonly service?: string;
  readonly scope?: readonly string[];
}
export interface ConfirmBody {
  readonly planId: string;
}
export interface OptimizationsDocument {
  readonly optimizations: readonly Optimization[];
}
export interface LedgerDocument {
  readonly entries: readonly LedgerEntry[];
}
/** What a cache would hit at a capacity, ratios from 0 to 1; `low` to `high` holds it nine times out of ten. */
export interface CurvePoint {
  /** Entries. */
  readonly capacity: number;
  readonly hitRatio: number;
  readonly low: number;
  readonly high: number;
}
/** Predicted hit ratios under one policy, smallest capacity first. */
export interface CacheCurve {
  readonly policy: EvictionPolicy;
  readonly points: readonly CurvePoint[];
}
/** A change that a cache's own process made to it. */
export interface CacheMove {
  readonly what: 'policy' | 'capacity';
  readonly at: string;
  readonly from: SettingValue;
  readonly to: SettingValue;
  /** Hit ratios, what was promised and what came; `null` while it is not known. */
  readonly predicted: number | null;
  readonly achieved: number | null;
  /** `left`: not judged, because somebody else turned it meanwhile or the cache changed otherwise. */
  readonly outcome: 'on-trial' | 'kept' | 'undone' | 'left';
}
/** What a process tells of one of its caches beside the series. */
export interface CacheReport {
  readonly cache: string;
  readonly policy: EvictionPolicy;
  /** Whether the process chooses the policy and, in mode `apply`, the capacity. */
  readonly chooses: { readonly policy: boolean; readonly capacity: boolean };
  /** Mean |predicted − achieved| hit ratio; `null` before a prediction could be held against what came. */
  readonly predictionError: number | null;
  /** The last that were predicted; none where nothing is simulated. */
  readonly curves: readonly CacheCurve[];
  /** The last ones, oldest first. */
  readonly moves: readonly CacheMove[];
}
/** A cache in one process. `policy` is `null` until the process has told it. */
export interface CacheInstanceRow extends Omit<CacheReport, 'cache' | 'policy'> {
  readonly instance: string;
  readonly policy: EvictionPolicy | null;
  readonly capacity: number;
  readonly entries: number;
  readonly bytes: number;
  readonly hitRatio: number | null;
}
export interface CacheRow {
  readonly cache: string;
  readonly requests: number;
  readonly hitRatio: number | null;
  readonly expiredRatio: number | null;
  readonly evictedRatio: number | null;
  readonly entries: number;
  readonly capacity: number;
  readonly bytes: number;
  readonly instances: readonly CacheInstanceRow[];
}
export interface SlowQueryRow {
  readonly fingerprint: string;
  readonly statement: string;
  readonly pool: string;
  readonly routes: readonly string[];
  readonly calls: number;
  readonly meanSeconds: number;
  readonly maxSeconds: number;
  readonly lastSeenAt: string;
}
export interface BenchmarkDocument {
  /** Milliseconds, as SPEC.md has them. */
  readonly averageLoadTime: number;
  readonly p95LoadTime: number;
  /** Percent. */
  readonly cacheHitRate: number;
  readonly requests: number;
}
export interface GuidesDocument {
  readonly service: string;
  readonly windowSeconds: number;
  readonly guides: readonly EvaluatedGuide[];
}
export type { CheckResult, GuideId };
