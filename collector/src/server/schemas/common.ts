import { z } from 'zod';
import { actorSchema as configuredActor } from './actor.js';
import { MODES, PROBLEMS, SETTING_KINDS } from '../../contract/index.js';
import type {
  Freeze,
  ModeState,
  Problem,
  SettingOwner,
  SettingState,
  SettingUnit,
  SettingValue,
  Targets,
  Thresholds,
} from '../../contract/index.js';
import { ADMISSION_MODES } from '../../config/index.js';
import { contractSchema, isoTime, list, texts } from './helpers.js';

export const actorSchema = configuredActor;

export const settingValueSchema = z.union([z.number(), z.string()]) satisfies z.ZodType<SettingValue>;
export const settingKindSchema = z.enum(SETTING_KINDS);
export const settingUnitSchema = contractSchema<SettingUnit>()(
  z.enum(['seconds', 'entries', 'connections', 'requests', 'bytes', 'name'])
);
export const settingOwnerSchema = contractSchema<SettingOwner>()(z.enum(['engine', 'person']));

export const settingShape = {
  name: z.string(),
  title: z.string(),
  kind: settingKindSchema,
  unit: settingUnitSchema,
  min: z.number(),
  max: z.number(),
  maxReason: z.string().exactOptional(),
  sharedMax: z.number().exactOptional(),
  choices: list(z.string()).exactOptional(),
  default: settingValueSchema,
  integer: z.boolean(),
  subject: texts,
  routes: list(z.string()),
  split: z.enum(['keys', 'blocks', 'whole']),
  settleMs: z.number(),
  adapts: z.literal(true).exactOptional(),
  value: settingValueSchema,
  owner: settingOwnerSchema,
  chosen: z.literal(true).exactOptional(),
};
export const settingStateSchema = contractSchema<SettingState>()(z.strictObject(settingShape));

export const targetsDocument = contractSchema<Targets>()(
  z.strictObject({ response_time: z.number(), throughput: z.number(), error_rate: z.number() })
);
export const thresholdsDocument = contractSchema<Thresholds>()(
  z.strictObject({ cpu: z.number(), memory: z.number(), response_time: z.number(), error_rate: z.number() })
);
export const admissionModeSchema = z.enum(ADMISSION_MODES);
export const modeDocument = contractSchema<ModeState>()(
  z.strictObject({ mode: z.enum(MODES), admission: admissionModeSchema })
);
export const freezeSchema = contractSchema<Freeze>()(
  z.strictObject({ until: isoTime, by: actorSchema, reason: z.string().exactOptional() })
);

export const problemSchema = contractSchema<Problem>()(
  z.strictObject({
    type: z.string().meta({
      examples: Object.keys(PROBLEMS)
        .slice(0, 1)
        .map((id) => `urn:growth-engine:problem:${id}`),
    }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    nextStep: z.string(),
    instance: z.string().exactOptional(),
    errors: list(z.strictObject({ path: z.string(), message: z.string() })).exactOptional(),
    link: z.string().exactOptional(),
  })
);
