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

/** "TTL of cache products 2 s → 8 s". */
const stepOf = ({ title, unit, from, to }: Change): string =>
  `${title} ${formatSetting(from, unit)} → ${formatSetting(to, unit)}`;

const seconds = (value: number): string => formatQuantity(value, 'seconds');

/** "57 % faster", "12 % slower", "as fast as before". */
export function speedOf(ratio: number): string {
  const percent = Math.round(Math.abs(1 - ratio) * 100);
  if (percent === 0) return 'as fast as before';
  return `${percent} % ${ratio < 1 ? 'faster' : 'slower'}`;
}

/** "51 % to 62 % faster", "3 % slower to 20 % faster"; the worse end first. */
function rangeOf(low: number, high: number): string {
  const worse = speedOf(high);
  const better = speedOf(low);
  if (worse === better) return better;
  const [word] = worse.split(' ').slice(-1);
  return better.endsWith(` ${word}`) ? `${worse.slice(0, -` ${word}`.length)} to ${better}` : `${worse} to ${better}`;
}

/** "420 ms → 180 ms, 57 % faster (90 % interval: 51 % to 62 % faster; 812 requests, …)". */
export const measuredText = ({ before, after, ratio, low, high, n, method }: Measurement): string =>
  `${seconds(before)} → ${seconds(after)}, ${speedOf(ratio)} (90 % interval: ${rangeOf(low, high)}; ` +
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
    return ratio === undefined ? stepOf(change) : `${stepOf(change)} (${speedOf(ratio)})`;
  });
  const what = gains.length === 0 ? '' : `: ${gains.join(', ')}`;
  return `Kept ${kept.length} of ${tried} ${tried === 1 ? 'change' : 'changes'} tried${what}.${rest}`;
}
