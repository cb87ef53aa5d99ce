import { z } from 'zod';
import { REPORT_HOLD_MS } from '../../contract/index.js';
import type { AgentAnswer, AgentReport } from '../../contract/index.js';
import { cacheReportShape, MOST_CACHES } from './caches.js';
import {
  admissionModeSchema,
  settingOwnerSchema,
  settingShape,
  settingValueSchema,
  targetsDocument,
  thresholdsDocument,
} from './common.js';
import { contractSchema, list, texts } from './helpers.js';
import { partialTargetsSchema, partialThresholdsSchema } from '../../config/index.js';

/**
 * Objects here are not strict: an agent of the same protocol and a later version may say more, and what we do not know is
 * left out.
 */
const seriesShape = { metric: z.string(), labels: texts };
const seriesSchema = z.discriminatedUnion('type', [
  z.object({ ...seriesShape, type: z.literal('counter'), value: z.number().min(0) }),
  z.object({ ...seriesShape, type: z.literal('gauge'), value: z.number() }),
  z.object({
    ...seriesShape,
    type: z.literal('histogram'),
    value: z.object({ count: z.number().min(0), sum: z.number(), buckets: z.array(z.number().min(0)) }),
  }),
]);

const blockSchema = z.object({
  trial: z.string(),
  arm: z.enum(['a', 'b']),
  block: z.int(),
  route: z.string(),
  count: z.number().min(0),
  sum: z.number(),
  sumOfSquares: z.number(),
  errors: z.number().min(0),
  rejected: z.number().min(0),
});

export const agentReportSchema = z.object({
  protocol: z.int(),
  agentVersion: z.string(),
  service: z.string().min(1).max(128),
  instance: z.string().min(1).max(256),
  startedAt: z.number(),
  bootId: z.string(),
  appliedRevision: z.int().min(0),
  refused: texts,
  settings: z.array(z.object(settingShape)).max(10_000),
  trials: z.array(
    z.object({
      trial: z.string(),
      state: z.enum(['running', 'expired', 'failed']),
      error: z.string().exactOptional(),
    })
  ),
  batches: z.array(
    z.object({
      first: z.int(),
      sequence: z.int(),
      durationMs: z.number().min(0),
      series: z.array(seriesSchema),
      blocks: z.array(blockSchema),
    })
  ),
  checks: texts,
  slowQueries: z.array(
    z.object({
      fingerprint: z.string(),
      statement: z.string(),
      pool: z.string(),
      routes: z.array(z.string()),
      calls: z.number(),
      meanSeconds: z.number(),
      maxSeconds: z.number(),
      lastSeenAt: z.string(),
    })
  ),
  caches: z.array(z.object(cacheReportShape)).max(MOST_CACHES).exactOptional(),
  routes: z.array(z.object({ id: z.string(), path: z.string(), cached: z.boolean() })),
  baseUrl: z.string().exactOptional(),
  declared: z
    .object({
      targets: partialTargetsSchema.exactOptional(),
      thresholds: partialThresholdsSchema.exactOptional(),
      admission: admissionModeSchema.exactOptional(),
    })
    .exactOptional(),
  holdMs: z.number().min(0).max(REPORT_HOLD_MS),
  leaving: z.literal(true).exactOptional(),
}) satisfies z.ZodType<AgentReport>;

const trialSchema = z.strictObject({
  id: z.string(),
  setting: z.string(),
  a: settingValueSchema,
  b: settingValueSchema,
  split: z.discriminatedUnion('by', [
    z.strictObject({ by: z.literal('keys'), share: z.number(), swapped: z.boolean() }),
    z.strictObject({ by: z.literal('blocks'), washoutMs: z.number() }),
    z.strictObject({ by: z.literal('whole'), arm: z.enum(['a', 'b']) }),
  ]),
  blockMs: z.number(),
  seed: z.number(),
  lastsMs: z.number(),
  renewWithinMs: z.number(),
});

export const agentAnswerSchema = contractSchema<AgentAnswer>()(
  z.strictObject({
    protocol: z.int(),
    collectorVersion: z.string(),
    acknowledged: z.int(),
    desired: z.strictObject({
      revision: z.int(),
      settings: z.record(z.string(), settingValueSchema),
      owners: z.record(z.string(), settingOwnerSchema),
      targets: targetsDocument,
      thresholds: thresholdsDocument,
      admission: admissionModeSchema,
      automatic: z.boolean(),
      trials: list(trialSchema),
      adapting: z.boolean().exactOptional(),
    }),
  })
);
