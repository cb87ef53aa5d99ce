import { CACHE_METRICS } from './cache.js';
import { DB_SERVER_METRICS, POOL_METRICS } from './database.js';
import { HTTP_METRICS } from './http.js';
import { LOOP_METRICS, SELF_METRICS, SETTING_METRICS } from './loop.js';
import { PGBOUNCER_METRICS } from './pgbouncer.js';
import { PROCESS_METRICS } from './process.js';
import { REDIS_METRICS } from './redis.js';
import { SYSTEM_METRICS } from './system.js';
import type { MetricDefinition } from './types.js';

/** Every metric of the project. Adding one: a line in the file of its room, nothing else. */
export const METRICS = {
  ...SYSTEM_METRICS,
  ...PROCESS_METRICS,
  ...HTTP_METRICS,
  ...CACHE_METRICS,
  ...POOL_METRICS,
  ...DB_SERVER_METRICS,
  ...PGBOUNCER_METRICS,
  ...REDIS_METRICS,
  ...SETTING_METRICS,
  ...LOOP_METRICS,
  ...SELF_METRICS,
} as const;

export const METRIC_LIST: readonly MetricDefinition[] = Object.values(METRICS);

const BY_NAME: ReadonlyMap<string, MetricDefinition> = new Map(METRIC_LIST.map((metric) => [metric.name, metric]));

export const metricNamed = (name: string): MetricDefinition | undefined => BY_NAME.get(name);
