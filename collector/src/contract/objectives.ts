/** The levels that a service promises, and the levels at which the engine looks for causes by itself. */

export const OBJECTIVES = ['response_time', 'throughput', 'error_rate'] as const;
export type Objective = (typeof OBJECTIVES)[number];

/** Target per objective: seconds (mean, a maximum), requests per second (a minimum), ratio 0–1 (a maximum). */
export type Targets = Readonly<Record<Objective, number>>;

export const THRESHOLD_METRICS = ['cpu', 'memory', 'response_time', 'error_rate'] as const;
export type ThresholdMetric = (typeof THRESHOLD_METRICS)[number];

/** Threshold per metric: ratio 0–1, ratio 0–1, seconds, ratio 0–1. */
export type Thresholds = Readonly<Record<ThresholdMetric, number>>;

interface LevelDefinition {
  readonly title: string;
  readonly unit: 'seconds' | 'requests_per_second' | 'ratio';
  readonly default: number;
  /** Smallest and largest value that makes sense; a value outside is refused with this range in the message. */
  readonly min: number;
  readonly max: number;
  /** `max`: a value above misses the level; `min`: a value below does. */
  readonly bound: 'max' | 'min';
  readonly description: string;
}

/** SPEC.md's defaults: 500 ms, 1000 requests per minute, 0.5 %. */
export const TARGET_DEFINITIONS = {
  response_time: {
    title: 'Response time',
    unit: 'seconds',
    default: 0.5,
    min: 0.001,
    max: 600,
    bound: 'max',
    description: 'Mean time from the arrival of a request to the end of its answer',
  },
  throughput: {
    title: 'Throughput',
    unit: 'requests_per_second',
    default: 1000 / 60,
    min: 0,
    max: 1e6,
    bound: 'min',
    description: 'Requests answered; falling below misses the target',
  },
  error_rate: {
    title: 'Error rate',
    unit: 'ratio',
    default: 0.005,
    min: 0,
    max: 1,
    bound: 'max',
    description: 'Share of answers with a 5xx status',
  },
} as const satisfies Record<Objective, LevelDefinition>;

/** SPEC.md's defaults: 80 % CPU, 80 % memory, 1 s, 1 %. CPU and memory are the process against its own limit. */
export const THRESHOLD_DEFINITIONS = {
  cpu: {
    title: 'CPU',
    unit: 'ratio',
    default: 0.8,
    min: 0.05,
    max: 1,
    bound: 'max',
    description: 'CPU of the process, as a share of one core or of its smaller quota',
  },
  memory: {
    title: 'Memory',
    unit: 'ratio',
    default: 0.8,
    min: 0.05,
    max: 1,
    bound: 'max',
    description: 'Resident memory of the process, as a share of its limit',
  },
  response_time: {
    title: 'Response time',
    unit: 'seconds',
    default: 1,
    min: 0.001,
    max: 600,
    bound: 'max',
    description: 'Mean response time at which the engine looks for causes',
  },
  error_rate: {
    title: 'Error rate',
    unit: 'ratio',
    default: 0.01,
    min: 0,
    max: 1,
    bound: 'max',
    description: 'Share of 5xx answers at which the engine looks for causes',
  },
} as const satisfies Record<ThresholdMetric, LevelDefinition>;

const defaultsOf = <K extends string>(definitions: Record<K, LevelDefinition>): Record<K, number> =>
  Object.fromEntries(
    Object.entries<LevelDefinition>(definitions).map(([key, definition]) => [key, definition.default])
  ) as Record<K, number>;

export const DEFAULT_TARGETS: Targets = defaultsOf<Objective>(TARGET_DEFINITIONS);
export const DEFAULT_THRESHOLDS: Thresholds = defaultsOf<ThresholdMetric>(THRESHOLD_DEFINITIONS);

export type ComplianceState = 'met' | 'missed' | 'no-data';

/** Holds a measured value against its target. `undefined` and NaN are no data. */
export function complianceOf(objective: Objective, value: number | undefined, target: number): ComplianceState {
  if (value === undefined || Number.isNaN(value)) return 'no-data';
  const met = TARGET_DEFINITIONS[objective].bound === 'max' ? value <= target : value >= target;
  return met ? 'met' : 'missed';
}
