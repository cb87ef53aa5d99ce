import { z } from 'zod';
import {
  admissionSchema,
  listField,
  modeSchema,
  numberField,
  objectField,
  partialTargetsSchema,
  partialThresholdsSchema,
  textField,
} from '../../config/index.js';
import type {
  ConfirmBody,
  FreezeBody,
  PlanBody,
  SettingBody,
  TargetsBody,
  ThresholdsBody,
} from '../../contract/index.js';

const DAY_SECONDS = 86_400;
const MINUTE_SECONDS = 60;

const service = textField('the name of a service', 128);
export const noQuery = objectField({});
export const serviceQuery = objectField({ service: service.exactOptional() });

const wholeNumber = z
  .string()
  .regex(/^\d{1,4}$/, { error: 'must be a whole number between 1 and 1000' })
  .transform(Number)
  .refine((limit) => limit >= 1 && limit <= 1000, { error: 'must be a whole number between 1 and 1000' });

export const ledgerQuery = objectField({
  service: service.exactOptional(),
  kind: z.enum(['decision', 'audit'], { error: 'must be one of decision, audit' }).exactOptional(),
  limit: wholeNumber.exactOptional(),
  before: z.iso.datetime({ error: 'must be a time, ISO 8601 in UTC' }).exactOptional(),
});

const someOf = <Body extends z.ZodObject>(body: Body): Body =>
  body.refine((value) => Object.keys(value).length > 0, {
    error: `must have at least one of the keys ${Object.keys(body.shape).join(', ')}`,
    // A mistyped key is complaint enough.
    when: ({ issues }) => issues.length === 0,
  });

export const targetsBody = someOf(partialTargetsSchema) satisfies z.ZodType<TargetsBody>;
export const thresholdsBody = someOf(partialThresholdsSchema) satisfies z.ZodType<ThresholdsBody>;
export const modeBody = someOf(
  objectField({ mode: modeSchema.exactOptional(), admission: admissionSchema.exactOptional() })
);

export const freezeBody = objectField({
  seconds: numberField('a number of seconds', { min: MINUTE_SECONDS, max: 30 * DAY_SECONDS }),
  reason: textField('a sentence', 500).exactOptional(),
}) satisfies z.ZodType<FreezeBody>;

export const settingBody = objectField({
  value: z.union([z.number(), z.string().max(200)], { error: 'must be a number or a name' }),
}) satisfies z.ZodType<SettingBody>;

export const planBody = objectField({
  service: service.exactOptional(),
  scope: listField(textField('a route or a setting', 300), 'route templates and setting names')
    .max(100, { error: 'must be a list of at most 100 route templates and setting names' })
    .exactOptional(),
}) satisfies z.ZodType<PlanBody>;

export const confirmBody = objectField({
  planId: textField('the id of a plan', 200),
}) satisfies z.ZodType<ConfirmBody>;
