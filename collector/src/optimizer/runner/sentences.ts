import type { Change, DecisionReason, JudgingMethod, Measurement, Outcome } from '../../contract/index.js';
import { formatQuantity } from '../../contract/index.js';
import { formatSetting } from '../settings/validate.js';
import type { OptimizationRecord } from './optimization-record.js';

const METHOD_WORDS: Readonly<Record<JudgingMethod, string>> = {
  keys: 'keys under both values at once',
  blocks: 'alternating blocks',
  instances: 'instances that swapped roles',
  'before/after': 'before/after',
};

export const stepOf = ({ setting, unit, from, to }: Pick<Change, 'setting' | 'unit' | 'from' | 'to'>): string =>
  `${setting} ${formatSetting(from, unit)} → ${formatSetting(to, unit)}`;

export const seconds = (value: number): string => formatQuantity(value, 'seconds');

/** "420 ms → 180 ms (×0.43, 90 % interval 0.38–0.49, 812 requests, keys under both values at once)". */
export const measuredText = ({ before, after, ratio, low, high, n, method }: Measurement): string =>
  `${seconds(before)} → ${seconds(after)} (×${ratio.toFixed(2)}, 90 % interval ${low.toFixed(2)}–${high.toFixed(2)}, ` +
  `${n} requests, ${METHOD_WORDS[method]})`;

/** What became of a change, and why. */
export function decisionSentence(
  change: Change,
  outcome: Outcome,
  reason: DecisionReason,
  measured: Measurement | undefined,
  why: string | undefined
): string {
  const step = stepOf(change);
  const shown = measured === undefined ? '' : `: response time ${measuredText(measured)}`;
  if (outcome === 'kept') return `${step} was kept${shown}.`;
  const undone = `${step} was undone`;
  if (reason === 'harm') return `${undone} because ${why ?? 'it did harm'}${shown}.`;
  if (reason === 'no-gain') {
    return outcome === 'inconclusive'
      ? `${undone}: no gain could be shown in the time${shown}.`
      : `${undone}: it brought no gain${shown}.`;
  }
  return `${undone}: ${why ?? reason}${shown}.`;
}

/** What came of an optimization. */
export function summaryOf({ changes }: OptimizationRecord): string {
  const kept = changes.filter(({ state }) => state === 'kept');
  const dropped = changes.filter(({ state }) => state === 'dropped').length;
  const tried = changes.filter(({ decision }) => decision !== undefined).length;
  const rest = dropped === 0 ? '' : ` ${dropped} ${dropped === 1 ? 'was' : 'were'} left out.`;
  if (tried === 0) return `No change was tried.${rest}`;
  const gains = kept.map(({ change, decision }) => {
    const ratio = decision?.measured?.ratio;
    return ratio === undefined ? change.setting : `${change.setting} (response time ×${ratio.toFixed(2)})`;
  });
  const what = gains.length === 0 ? '' : `: ${gains.join(', ')}`;
  return `Kept ${kept.length} of ${tried} ${tried === 1 ? 'change' : 'changes'} tried${what}.${rest}`;
}
