import { WINDOW } from './scope.js';
import type { LevelRule } from './types.js';

const levels = (rule: LevelRule, at = ''): string =>
  `max by (${rule.labels.join(', ')}) (${rule.level.metric}{${rule.level.matcher}}${at})`;

/**
 * Several processes export the same level: `max by` makes one series of them, with the labels of the measurement.
 *
 * rate() divides by its whole window, of which it has seen little right after a start of the service or of Prometheus: it
 * reads low. Only a minimum falls for that, so its level counts from when it has been there for a window.
 */
export const levelSeries = (rule: LevelRule): string =>
  rule.bound === 'min' ? `(${levels(rule)} and ${levels(rule, ` offset ${WINDOW}`)})` : levels(rule);

export const COMPARISON = { max: '>', min: '<' } as const;
