import type { LevelRule } from './types.js';

/** Several processes export the same level: `max by` makes one series of them, with the labels of the measurement. */
export const levelSeries = (rule: LevelRule): string =>
  `max by (${rule.labels.join(', ')}) (${rule.level.metric}{${rule.level.matcher}})`;

export const COMPARISON = { max: '>', min: '<' } as const;
