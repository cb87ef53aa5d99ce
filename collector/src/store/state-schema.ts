import { z } from 'zod';
import { ACTOR_KINDS, MODES } from '../contract/index.js';
import type { Actor, LedgerEntry, ServiceState } from '../contract/index.js';

const value = z.union([z.number(), z.string()]);

export const actorSchema = z.strictObject({
  kind: z.enum(ACTOR_KINDS),
  name: z.string(),
  role: z.string().exactOptional(),
}) satisfies z.ZodType<Actor>;

export const serviceStateSchema = z.strictObject({
  revision: z.int().min(0),
  targets: z.strictObject({
    response_time: z.number().exactOptional(),
    throughput: z.number().exactOptional(),
    error_rate: z.number().exactOptional(),
  }),
  thresholds: z.strictObject({
    cpu: z.number().exactOptional(),
    memory: z.number().exactOptional(),
    response_time: z.number().exactOptional(),
    error_rate: z.number().exactOptional(),
  }),
  mode: z.enum(MODES).exactOptional(),
  admission: z.enum(['observe', 'enforce']).exactOptional(),
  freeze: z.strictObject({ until: z.string(), by: actorSchema, reason: z.string().exactOptional() }).exactOptional(),
  settings: z.record(
    z.string(),
    z.strictObject({ value, owner: z.enum(['engine', 'person']), by: actorSchema, at: z.string() })
  ),
  pending: z
    .strictObject({
      optimization: z.string(),
      change: z.string(),
      setting: z.string(),
      from: value,
      to: value,
      at: z.string(),
    })
    .exactOptional(),
}) satisfies z.ZodType<ServiceState>;

/** A service's file. `format` grows when an older version could misread it. */
export const STATE_FORMAT = 1;
export const stateFileSchema = z.strictObject({
  format: z.literal(STATE_FORMAT),
  service: z.string(),
  state: serviceStateSchema,
});

/** Enough of an entry to query it; the rest was typed when it was written and its checksum holds. */
export const isLedgerEntry = (entry: unknown): entry is LedgerEntry =>
  typeof entry === 'object' &&
  entry !== null &&
  'kind' in entry &&
  (entry.kind === 'decision' || entry.kind === 'audit') &&
  'service' in entry &&
  typeof entry.service === 'string' &&
  'at' in entry &&
  typeof entry.at === 'string';
