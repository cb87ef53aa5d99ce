import { z } from 'zod';
import { GUIDE_IDS, MODES, OBJECTIVES, THRESHOLD_METRICS } from '../../contract/index.js';
import type {
  BenchmarkDocument,
  CheckResult,
  GuidesDocument,
  HealthDocument,
  LedgerDocument,
  MetricsDocument,
  OptimizationsDocument,
  ReportDocument,
  RouteRow,
  RoutesDocument,
  ServicesDocument,
  ServiceSummary,
  SettingsDocument,
  SlowQueriesDocument,
  SlowQueryRow,
} from '../../contract/index.js';
import { admissionModeSchema, freezeSchema, settingOwnerSchema, settingShape, settingValueSchema } from './common.js';
import { contractSchema, isoTime, list, measured, texts } from './helpers.js';
import { ledgerEntrySchema, optimizationSchema, refusalSchema } from './loop.js';

export const metricsDocument = contractSchema<MetricsDocument>()(
  z.strictObject({
    system: z.strictObject({
      cpuUsage: measured,
      memoryUsage: measured,
      diskUsage: measured,
      networkLatency: measured,
    }),
    application: z.strictObject({
      responseTime: measured,
      throughput: measured,
      errorRate: measured,
      successRate: measured,
    }),
    cache: z.strictObject({ hitRate: measured, missRate: measured, evictionRate: measured, size: measured }),
    database: z.strictObject({
      queryTime: measured,
      connectionPool: measured,
      slowQueries: measured,
      deadlocks: measured,
    }),
  })
);

export const healthDocument = contractSchema<HealthDocument>()(
  z.strictObject({
    status: z.enum(['healthy', 'degraded', 'unhealthy']),
    checks: texts,
    uptime: z.number(),
    version: z.string(),
  })
);

const instanceSchema = z.strictObject({
  instance: z.string(),
  connected: z.boolean(),
  agentVersion: z.string(),
  startedAt: isoTime,
  lastReportAt: isoTime,
  appliedRevision: z.number(),
  checks: texts,
  refused: texts,
});

export const serviceSummarySchema = contractSchema<ServiceSummary>()(
  z.strictObject({
    service: z.string(),
    mode: z.enum(MODES),
    admission: admissionModeSchema,
    freeze: freezeSchema.nullable(),
    instances: list(instanceSchema),
    settingsRevision: z.number(),
  })
);
export const servicesDocument = contractSchema<ServicesDocument>()(
  z.strictObject({ services: list(serviceSummarySchema) })
);

export const routeRowSchema = contractSchema<RouteRow>()(
  z.strictObject({
    route: z.string(),
    requests: z.number(),
    responseTime: z.number(),
    p95: z.number(),
    errorRate: z.number(),
    cacheHitRatio: measured,
  })
);
export const routesDocument = contractSchema<RoutesDocument>()(z.strictObject({ routes: list(routeRowSchema) }));

export const reportDocument = contractSchema<ReportDocument>()(
  z.strictObject({
    service: z.string(),
    at: isoTime,
    windowSeconds: z.number(),
    compliance: list(
      z.strictObject({
        objective: z.enum(OBJECTIVES),
        title: z.string(),
        unit: z.enum(['seconds', 'requests_per_second', 'ratio']),
        value: measured,
        target: z.number(),
        state: z.enum(['met', 'missed', 'no-data']),
      })
    ),
    thresholds: list(
      z.strictObject({
        metric: z.enum(THRESHOLD_METRICS),
        value: measured,
        threshold: z.number(),
        exceeded: z.boolean(),
      })
    ),
    routes: list(routeRowSchema),
    metrics: metricsDocument,
    mode: z.enum(MODES),
    admission: admissionModeSchema,
    freeze: freezeSchema.nullable(),
    optimization: optimizationSchema.nullable(),
    proposal: optimizationSchema.nullable(),
    refusals: list(refusalSchema),
  })
);

export const settingsDocument = contractSchema<SettingsDocument>()(
  z.strictObject({
    service: z.string(),
    revision: z.number(),
    settings: list(
      z.strictObject({
        ...settingShape,
        instances: z.record(z.string(), settingValueSchema),
        ownedBy: settingOwnerSchema,
      })
    ),
  })
);

export const optimizationsDocument = contractSchema<OptimizationsDocument>()(
  z.strictObject({ optimizations: list(optimizationSchema) })
);
export const ledgerDocument = contractSchema<LedgerDocument>()(z.strictObject({ entries: list(ledgerEntrySchema) }));

export const slowQueryRowSchema = contractSchema<SlowQueryRow>()(
  z.strictObject({
    fingerprint: z.string(),
    statement: z.string(),
    pool: z.string(),
    routes: list(z.string()),
    calls: z.number(),
    meanSeconds: z.number(),
    maxSeconds: z.number(),
    lastSeenAt: isoTime,
  })
);
export const slowQueriesDocument = contractSchema<SlowQueriesDocument>()(
  z.strictObject({ slowQueries: list(slowQueryRowSchema) })
);

export const benchmarkDocument = contractSchema<BenchmarkDocument>()(
  z.strictObject({
    averageLoadTime: z.number(),
    p95LoadTime: z.number(),
    cacheHitRate: z.number(),
    requests: z.number(),
  })
);

const checkResultSchema = contractSchema<CheckResult>()(
  z.strictObject({
    verdict: z.enum(['confirmed', 'ruled-out', 'no-data']),
    text: z.string(),
    value: z.number().exactOptional(),
    level: z.number().exactOptional(),
    group: texts.exactOptional(),
  })
);
export const guidesDocument = contractSchema<GuidesDocument>()(
  z.strictObject({
    service: z.string(),
    windowSeconds: z.number(),
    guides: list(
      z.strictObject({
        id: z.enum(GUIDE_IDS),
        symptom: checkResultSchema,
        causes: list(z.strictObject({ id: z.string(), result: checkResultSchema })),
      })
    ),
  })
);
