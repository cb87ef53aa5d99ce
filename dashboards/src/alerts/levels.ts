import {
  DERIVED,
  METRICS,
  TARGET_DEFINITIONS,
  THRESHOLD_DEFINITIONS,
  type GuideId,
  type Objective,
  type ThresholdMetric,
} from '@growth-engine/collector/contract';
import { PER_PROCESS, PER_SERVICE, WINDOW } from './scope.js';
import type { AlertRule, LevelRule, PanelReference, RuleGroup, Severity, ValueFormat } from './types.js';

const FORMATS = { seconds: 'duration', ratio: 'percentage', requests_per_second: 'number' } as const satisfies Record<
  string,
  ValueFormat
>;

interface Told {
  readonly name: string;
  readonly uid: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly description: string;
  readonly forMinutes: number;
  readonly shows: PanelReference;
  readonly guide: GuideId;
}

const derived = (id: Objective | ThresholdMetric, by: readonly string[]): string =>
  DERIVED[id].promql({ selector: '', range: WINDOW, by });

const TARGET_RULES: Readonly<Record<Objective, Told>> = {
  response_time: {
    name: 'ResponseTimeTargetMissed',
    uid: 'growth-engine-target-response-time',
    severity: 'critical',
    summary: 'Requests take longer than promised.',
    description:
      'Requests to {label:service} took {value} on average over the last 5 minutes; the target is {level}. The guide names the likely cause.',
    forMinutes: 1,
    shows: { dashboard: 'overview', panel: 'responseTime' },
    guide: 'slow-responses',
  },
  error_rate: {
    name: 'ErrorRateTargetMissed',
    uid: 'growth-engine-target-error-rate',
    severity: 'critical',
    summary: 'More requests fail than promised.',
    description:
      '{value} of the answers of {label:service} over the last 5 minutes were 5xx; the target is at most {level}.',
    forMinutes: 1,
    shows: { dashboard: 'overview', panel: 'errorRate' },
    guide: 'slow-responses',
  },
  throughput: {
    name: 'ThroughputTargetMissed',
    uid: 'growth-engine-target-throughput',
    severity: 'info',
    summary: 'Fewer requests are answered than planned for.',
    description:
      '{label:service} answered {value} requests per second over the last 5 minutes; the target is at least {level}. Less demand is the usual reason; look at response time and rejected requests before anything else.',
    // A lull of a few minutes is no news.
    forMinutes: 5,
    shows: { dashboard: 'overview', panel: 'throughput' },
    guide: 'slow-responses',
  },
};

const THRESHOLD_RULES: Readonly<Record<ThresholdMetric, Told>> = {
  cpu: {
    name: 'CpuThresholdExceeded',
    uid: 'growth-engine-threshold-cpu',
    severity: 'warning',
    summary: 'A process uses more CPU than its threshold.',
    description:
      'The process of {label:service} at {label:instance} used {value} of the CPU that it may use over the last 5 minutes; the threshold is {level}.',
    forMinutes: 2,
    shows: { dashboard: 'system', panel: 'processCpu' },
    guide: 'high-cpu',
  },
  memory: {
    name: 'MemoryThresholdExceeded',
    uid: 'growth-engine-threshold-memory',
    severity: 'warning',
    summary: 'A process uses more memory than its threshold.',
    description:
      'The process of {label:service} at {label:instance} holds {value} of its memory limit; the threshold is {level}. At the limit it is ended.',
    forMinutes: 2,
    shows: { dashboard: 'system', panel: 'processMemory' },
    guide: 'high-memory',
  },
  response_time: {
    name: 'ResponseTimeThresholdExceeded',
    uid: 'growth-engine-threshold-response-time',
    severity: 'warning',
    summary: 'Response time has reached the level at which the engine looks for causes.',
    description:
      'Requests to {label:service} took {value} on average over the last 5 minutes; the threshold is {level}. In mode propose a plan waits for a press, in mode apply the engine acts.',
    forMinutes: 1,
    shows: { dashboard: 'application', panel: 'responseTime' },
    guide: 'slow-responses',
  },
  error_rate: {
    name: 'ErrorRateThresholdExceeded',
    uid: 'growth-engine-threshold-error-rate',
    severity: 'warning',
    summary: 'The error rate has reached the level at which the engine looks for causes.',
    description:
      '{value} of the answers of {label:service} over the last 5 minutes were 5xx; the threshold is {level}. Tuning does not repair errors: look at the database and at the routes first.',
    forMinutes: 1,
    shows: { dashboard: 'application', panel: 'errorRate' },
    guide: 'slow-responses',
  },
};

const levelRule = (
  told: Told,
  id: Objective | ThresholdMetric,
  by: readonly string[],
  level: LevelRule['level'],
  definition: { readonly unit: keyof typeof FORMATS; readonly bound: 'max' | 'min' }
): LevelRule => {
  const { guide, ...rest } = told;
  return {
    kind: 'level',
    ...rest,
    runbook: { guide },
    format: FORMATS[definition.unit],
    labels: by,
    measured: derived(id, by),
    level,
    bound: definition.bound,
  };
};

const entries = <K extends string, V>(record: Readonly<Record<K, V>>): [K, V][] => Object.entries(record) as [K, V][];

const targetRules: readonly AlertRule[] = entries(TARGET_RULES).map(([objective, told]) =>
  levelRule(
    told,
    objective,
    PER_SERVICE,
    { metric: METRICS.target.name, matcher: `objective="${objective}"` },
    TARGET_DEFINITIONS[objective]
  )
);

const thresholdRules: readonly AlertRule[] = entries(THRESHOLD_RULES).map(([metric, told]) => {
  const by = metric === 'cpu' || metric === 'memory' ? PER_PROCESS : PER_SERVICE;
  return levelRule(
    told,
    metric,
    by,
    { metric: METRICS.threshold.name, matcher: `metric="${metric}"` },
    THRESHOLD_DEFINITIONS[metric]
  );
});

export const targetGroup: RuleGroup = { name: 'growth-engine-targets', rules: targetRules };
export const thresholdGroup: RuleGroup = { name: 'growth-engine-thresholds', rules: thresholdRules };
