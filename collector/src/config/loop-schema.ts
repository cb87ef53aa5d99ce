import type { z } from 'zod';
import { numberField, objectField } from './fields.js';

const seconds = (standard: number, min: number, max: number, description: string): z.ZodDefault<z.ZodNumber> =>
  numberField('a number of seconds', { min, max }).default(standard).meta({ description });

/** How fast the loop turns. All times in seconds. */
export const loopSchema = objectField({
  intervalSeconds: seconds(300, 1, 86_400, 'Time between two looks of the interval trigger'),
  windowSeconds: seconds(60, 1, 3600, 'Window over which the loop looks at measurements'),
  judgeSeconds: seconds(600, 1, 86_400, 'Longest time that one change is judged'),
  blockSeconds: seconds(5, 0.1, 600, 'Length of one block of a trial'),
  planTtlSeconds: seconds(600, 1, 86_400, 'How long a plan can be confirmed'),
  coolDownSeconds: seconds(1800, 0, 604_800, 'Rest of a setting after a decision, for automatic triggers'),
  thresholdHoldSeconds: seconds(60, 0, 3600, 'How long a threshold must be exceeded before it triggers'),
  minRequests: numberField('a number of requests', { min: 1, max: 1e9, integer: true })
    .default(100)
    .meta({ description: 'Fewest requests in the window on which a plan may rest' }),
  leaseSeconds: seconds(5, 0.5, 600, 'How long a trial runs on without hearing from the collector'),
  crashWindowSeconds: seconds(600, 0, 86_400, 'An instance that dies this soon after a change gets the old value back'),
  baselineSeconds: seconds(30, 0, 3600, 'How long a fresh deploy is measured before anything is changed'),
  disconnectedSeconds: seconds(10, 1, 3600, 'Silence after which an agent counts as gone'),
  historySeconds: seconds(900, 60, 86_400, 'How long measurements are kept, in memory'),
}).prefault({});

export type LoopConfig = z.output<typeof loopSchema>;

/** The same in the optimizer's milliseconds. */
export const loopTimingOf = (loop: LoopConfig) =>
  ({
    intervalMs: loop.intervalSeconds * 1000,
    windowMs: loop.windowSeconds * 1000,
    judgeMs: loop.judgeSeconds * 1000,
    blockMs: loop.blockSeconds * 1000,
    planTtlMs: loop.planTtlSeconds * 1000,
    coolDownMs: loop.coolDownSeconds * 1000,
    thresholdHoldMs: loop.thresholdHoldSeconds * 1000,
    minRequests: loop.minRequests,
    leaseMs: loop.leaseSeconds * 1000,
    crashWindowMs: loop.crashWindowSeconds * 1000,
    baselineMs: loop.baselineSeconds * 1000,
    disconnectedMs: loop.disconnectedSeconds * 1000,
    historyMs: loop.historySeconds * 1000,
  }) as const;
