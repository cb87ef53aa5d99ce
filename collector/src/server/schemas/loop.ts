import { z } from 'zod';
import { AUDIT_ACTIONS, GUARDS, GUIDE_IDS, OPTIMIZATION_STATES, OUTCOMES, TRIGGERS } from '../../contract/index.js';
import type {
  Change,
  ChangeProgress,
  Decision,
  Evidence,
  Expectation,
  Finding,
  LedgerEntry,
  Measurement,
  Optimization,
  Plan,
  Refusal,
} from '../../contract/index.js';
import { actorSchema, settingKindSchema, settingUnitSchema, settingValueSchema } from './common.js';
import { contractSchema, isoTime, list, ratio, texts } from './helpers.js';

export const evidenceSchema = contractSchema<Evidence>()(
  z.strictObject({ text: z.string(), quantity: z.string(), value: z.number(), unit: z.string(), labels: texts })
);

export const expectationSchema = contractSchema<Expectation>()(
  z.strictObject({ quantity: z.literal('response_time'), ratio, low: ratio, high: ratio, basis: z.string() })
);

export const findingSchema = contractSchema<Finding>()(
  z.strictObject({
    rule: z.string(),
    title: z.string(),
    summary: z.string(),
    evidence: list(evidenceSchema),
    ruledOutBy: z.string(),
    guide: z.enum(GUIDE_IDS),
    setting: z.string().exactOptional(),
    proposal: settingValueSchema.exactOptional(),
    expected: expectationSchema.exactOptional(),
    advice: z.string().exactOptional(),
  })
);

const judgingMethodSchema = z.enum(['keys', 'blocks', 'instances', 'before/after']);

export const changeSchema = contractSchema<Change>()(
  z.strictObject({
    id: z.string(),
    rule: z.string(),
    setting: z.string(),
    title: z.string(),
    kind: settingKindSchema,
    unit: settingUnitSchema,
    from: settingValueSchema,
    to: settingValueSchema,
    why: z.string(),
    evidence: list(evidenceSchema),
    expected: expectationSchema,
    risk: z.enum(['low', 'medium', 'high']),
    riskText: z.string(),
    undo: z.string(),
    instances: list(z.string()),
    routes: list(z.string()),
    method: judgingMethodSchema,
  })
);

export const refusalSchema = contractSchema<Refusal>()(
  z.strictObject({
    guard: z.enum(GUARDS),
    sentence: z.string(),
    nextStep: z.string(),
    setting: z.string().exactOptional(),
    until: isoTime.exactOptional(),
  })
);

export const planSchema = contractSchema<Plan>()(
  z.strictObject({
    id: z.string(),
    hash: z.string(),
    service: z.string(),
    scope: list(z.string()),
    trigger: z.enum(TRIGGERS),
    createdAt: isoTime,
    expiresAt: isoTime,
    settingsRevision: z.number(),
    findings: list(findingSchema),
    changes: list(changeSchema),
    refusals: list(refusalSchema),
    warnings: list(refusalSchema),
    maxSeconds: z.number(),
  })
);

export const measurementSchema = contractSchema<Measurement>()(
  z.strictObject({
    quantity: z.literal('response_time'),
    before: z.number(),
    after: z.number(),
    ratio,
    low: ratio,
    high: ratio,
    n: z.number(),
    blocks: z.number(),
    eGain: z.number(),
    eHarm: z.number(),
    method: judgingMethodSchema,
  })
);

export const decisionSchema = contractSchema<Decision>()(
  z.strictObject({
    id: z.string(),
    at: isoTime,
    service: z.string(),
    optimization: z.string(),
    plan: z.string(),
    change: z.string(),
    rule: z.string(),
    setting: z.string(),
    unit: settingUnitSchema,
    from: settingValueSchema,
    to: settingValueSchema,
    trigger: z.enum(TRIGGERS),
    outcome: z.enum(OUTCOMES),
    reason: z.enum(['gain', 'harm', 'no-gain', 'person', 'lost', 'crash', 'cancelled']),
    actor: actorSchema,
    expected: expectationSchema,
    measured: measurementSchema.exactOptional(),
    sentence: z.string(),
  })
);

export const changeProgressSchema = contractSchema<ChangeProgress>()(
  z.strictObject({
    change: changeSchema,
    state: z.enum(['waiting', 'applying', 'observing', 'kept', 'reverted', 'inconclusive', 'dropped', 'cancelled']),
    startedAt: isoTime.exactOptional(),
    appliedAt: isoTime.exactOptional(),
    secondsLeft: z.number().exactOptional(),
    live: measurementSchema.exactOptional(),
    decision: decisionSchema.exactOptional(),
    dropped: refusalSchema.exactOptional(),
  })
);

export const optimizationSchema = contractSchema<Optimization>()(
  z.strictObject({
    id: z.string(),
    plan: z.string(),
    service: z.string(),
    trigger: z.enum(TRIGGERS),
    actor: actorSchema,
    state: z.enum(OPTIMIZATION_STATES),
    startedAt: isoTime,
    finishedAt: isoTime.exactOptional(),
    sentence: z.string(),
    secondsLeft: z.number().exactOptional(),
    changes: list(changeProgressSchema),
    revertible: z.boolean(),
  })
);

export const ledgerEntrySchema = contractSchema<LedgerEntry>()(
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('decision'), at: isoTime, service: z.string(), decision: decisionSchema }),
    z.strictObject({
      kind: z.literal('audit'),
      at: isoTime,
      service: z.string(),
      actor: actorSchema,
      action: z.enum(AUDIT_ACTIONS),
      before: z.unknown(),
      after: z.unknown(),
    }),
  ])
);
