import { z } from 'zod';
import { EVICTION_POLICIES } from '../../contract/index.js';
import type { CacheCurve, CacheMove, CachesDocument } from '../../contract/index.js';
import { settingValueSchema } from './common.js';
import { contractSchema, isoTime, list, measured } from './helpers.js';

/** Caches of one process. */
export const MOST_CACHES = 1000;
/** Policies that are simulated beside each other, sizes of each, and moves that are remembered: a report stays small. */
const MOST_CURVES = 10;
const MOST_POINTS = 20;
const MOST_MOVES = 20;

const policySchema = z.enum(EVICTION_POLICIES);
const curveSchema = contractSchema<CacheCurve>()(
  z.strictObject({
    policy: policySchema,
    points: z
      .array(z.strictObject({ capacity: z.number(), hitRatio: z.number(), low: z.number(), high: z.number() }))
      .max(MOST_POINTS)
      .readonly(),
  })
);
const moveSchema = contractSchema<CacheMove>()(
  z.strictObject({
    what: z.enum(['policy', 'capacity']),
    at: isoTime,
    from: settingValueSchema,
    to: settingValueSchema,
    predicted: measured,
    achieved: measured,
    outcome: z.enum(['on-trial', 'kept', 'undone', 'left']),
  })
);

const chosenShape = {
  chooses: z.strictObject({ policy: z.boolean(), capacity: z.boolean() }),
  predictionError: measured,
  curves: z.array(curveSchema).max(MOST_CURVES).readonly(),
  moves: z.array(moveSchema).max(MOST_MOVES).readonly(),
};
export const cacheReportShape = { cache: z.string(), policy: policySchema, ...chosenShape };

export const cachesDocument = contractSchema<CachesDocument>()(
  z.strictObject({
    caches: list(
      z.strictObject({
        cache: z.string(),
        requests: z.number(),
        hitRatio: measured,
        expiredRatio: measured,
        evictedRatio: measured,
        entries: z.number(),
        capacity: z.number(),
        bytes: z.number(),
        instances: list(
          z.strictObject({
            instance: z.string(),
            policy: policySchema.nullable(),
            ...chosenShape,
            capacity: z.number(),
            entries: z.number(),
            bytes: z.number(),
            hitRatio: measured,
          })
        ),
      })
    ),
  })
);
