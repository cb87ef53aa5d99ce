import type { z } from 'zod';
import {
  DEFAULT_TARGETS,
  DEFAULT_THRESHOLDS,
  MODES,
  TARGET_DEFINITIONS,
  THRESHOLD_DEFINITIONS,
} from '../contract/index.js';
import type { AdmissionMode, Targets, Thresholds } from '../contract/index.js';
import { choiceField, numberField, objectField } from './fields.js';

const UNIT_TEXT = {
  seconds: 'a number of seconds',
  requests_per_second: 'a number of requests per second',
  ratio: 'a share (0.01 is 1 %)',
} as const;

interface Level {
  readonly unit: keyof typeof UNIT_TEXT;
  readonly min: number;
  readonly max: number;
  readonly description: string;
}

const levelField = (level: Level): z.ZodNumber =>
  numberField(UNIT_TEXT[level.unit], level).meta({ description: level.description });

const targetFields = {
  response_time: levelField(TARGET_DEFINITIONS.response_time),
  throughput: levelField(TARGET_DEFINITIONS.throughput),
  error_rate: levelField(TARGET_DEFINITIONS.error_rate),
} satisfies Record<keyof Targets, z.ZodNumber>;

const thresholdFields = {
  cpu: levelField(THRESHOLD_DEFINITIONS.cpu),
  memory: levelField(THRESHOLD_DEFINITIONS.memory),
  response_time: levelField(THRESHOLD_DEFINITIONS.response_time),
  error_rate: levelField(THRESHOLD_DEFINITIONS.error_rate),
} satisfies Record<keyof Thresholds, z.ZodNumber>;

/** Any part of the targets, bounds from the contract: seconds, requests per second, ratio. */
export const partialTargetsSchema = objectField({
  response_time: targetFields.response_time.exactOptional(),
  throughput: targetFields.throughput.exactOptional(),
  error_rate: targetFields.error_rate.exactOptional(),
});

/** Any part of the thresholds: ratio, ratio, seconds, ratio. */
export const partialThresholdsSchema = objectField({
  cpu: thresholdFields.cpu.exactOptional(),
  memory: thresholdFields.memory.exactOptional(),
  response_time: thresholdFields.response_time.exactOptional(),
  error_rate: thresholdFields.error_rate.exactOptional(),
});

/** All targets; what is absent stands at its default. */
export const targetsSchema = objectField({
  response_time: targetFields.response_time.default(DEFAULT_TARGETS.response_time),
  throughput: targetFields.throughput.default(DEFAULT_TARGETS.throughput),
  error_rate: targetFields.error_rate.default(DEFAULT_TARGETS.error_rate),
}).prefault({});

export const thresholdsSchema = objectField({
  cpu: thresholdFields.cpu.default(DEFAULT_THRESHOLDS.cpu),
  memory: thresholdFields.memory.default(DEFAULT_THRESHOLDS.memory),
  response_time: thresholdFields.response_time.default(DEFAULT_THRESHOLDS.response_time),
  error_rate: thresholdFields.error_rate.default(DEFAULT_THRESHOLDS.error_rate),
}).prefault({});

export const ADMISSION_MODES = ['observe', 'enforce'] as const satisfies readonly AdmissionMode[];

export const modeSchema = choiceField(MODES).meta({
  description: 'observe only measures, propose leaves plans for a person, apply lets the triggers act too',
});
export const admissionSchema = choiceField(ADMISSION_MODES).meta({
  description: 'observe counts what admission would have rejected, enforce rejects it',
});
