import { DERIVED } from '../derived.js';
import type { DerivedQuantity } from '../derived.js';
import type { LabelledValue } from '../labels.js';
import type { Targets, Thresholds } from '../objectives.js';
import type { CheckLevel, CheckResult, GuideCheck } from './types.js';

const trimmed = (value: number, digits: number): string => String(Number(value.toFixed(digits)));

/** For people: `342 ms`, `1.2 s`, `87 %`, `2.4/s`. */
export function formatQuantity(value: number, unit: DerivedQuantity['unit']): string {
  if (unit === 'ratio') return `${trimmed(value * 100, Math.abs(value) < 0.1 ? 1 : 0)} %`;
  if (unit === 'per_second') return `${trimmed(value, value < 10 ? 2 : 0)}/s`;
  if (value >= 1) return `${trimmed(value, 2)} s`;
  return `${trimmed(value * 1000, value < 0.01 ? 1 : 0)} ms`;
}

/** The number that a check is held against. */
export function levelOf(level: CheckLevel, targets: Targets, thresholds: Thresholds): number {
  if (level.kind === 'number') return level.value;
  return level.kind === 'target' ? targets[level.objective] : thresholds[level.metric];
}

const isWorse = (check: GuideCheck, a: number, b: number): boolean => (check.confirmed === 'above' ? a > b : a < b);

/**
 * Holds a check's quantity, one value per group, against its level. Values that are not finite are no data: 0/0 in PromQL.
 */
export function evaluateCheck(check: GuideCheck, values: readonly LabelledValue[], level: number): CheckResult {
  let worst: LabelledValue | undefined;
  for (const candidate of values) {
    if (!Number.isFinite(candidate.value)) continue;
    if (worst === undefined || isWorse(check, candidate.value, worst.value)) worst = candidate;
  }
  const { unit } = DERIVED[check.quantity];
  const fill = (text: string, value: number | undefined, group: Readonly<Record<string, string>>): string =>
    text
      .replaceAll('{value}', value === undefined ? 'unknown' : formatQuantity(value, unit))
      .replaceAll('{level}', formatQuantity(level, unit))
      .replaceAll('{group}', Object.values(group).join(', ') || 'the service');
  if (worst === undefined) return { verdict: 'no-data', text: fill(check.whenNoData, undefined, {}), level };
  const group = Object.fromEntries(
    check.by.flatMap((label) => {
      const value = worst.labels[label];
      return value === undefined ? [] : [[label, value]];
    })
  );
  const confirmed = isWorse(check, worst.value, level);
  return {
    verdict: confirmed ? 'confirmed' : 'ruled-out',
    text: fill(confirmed ? check.whenConfirmed : check.whenRuledOut, worst.value, group),
    value: worst.value,
    level,
    group,
  };
}
