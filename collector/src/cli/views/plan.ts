import type { Change, Plan, Refusal } from '../../contract/index.js';
import type { Style } from '../format/style.js';
import { wrap } from '../format/table.js';
import { duration, relative, settingChange, time } from '../format/values.js';

const INDENT = '     ';

/** What would change and why, so that a person can say yes or no. */
export function planView(plan: Plan, style: Style, columns: number): string {
  const width = Math.min(columns, 100);
  const title = `${style.strong(`Plan ${plan.id}`)} for ${style.strong(plan.service)}  ${style.quiet(`until ${time(plan.expiresAt)} UTC`)}\n`;
  const changes = plan.changes.map((change, index) => changeView(change, index + 1, style, width));
  const left = [...plan.refusals, ...plan.warnings].map((refusal) => refusalView(refusal, style, width));
  const advice = plan.findings
    .filter((finding) => finding.advice !== undefined && finding.proposal === undefined)
    .map((finding) => wrap(`${finding.title}: ${finding.advice ?? ''}`, width, '  '));
  return [
    title,
    ...changes,
    ...(left.length === 0 ? [] : [`${style.quiet('  Left out or to be known:')}\n${left.join('')}`]),
    ...(advice.length === 0 ? [] : [`${style.quiet('  For people:')}\n${advice.join('')}`]),
    ...(changes.length === 0
      ? []
      : [style.quiet(`  Judging takes at most ${duration(plan.maxSeconds)}; what does not help is undone.\n`)]),
  ].join('\n');
}

function changeView(change: Change, number: number, style: Style, width: number): string {
  const { expected } = change;
  const [before, after] = settingChange(change.from, change.to, change.unit);
  const risk = { low: style.good, medium: style.caution, high: style.bad }[change.risk](`${change.risk} risk`);
  const where = change.instances.length === 0 ? '' : ` on ${change.instances.join(', ')}`;
  return [
    `  ${number}. ${style.strong(change.title)}  ${before} → ${style.strong(after)}  ${style.quiet(change.setting)}\n`,
    wrap(change.why, width, INDENT),
    wrap(
      `Expected: response time ${relative(expected.ratio)} (${relative(expected.low)} to ${relative(expected.high)}), judged by ${change.method}${where}.`,
      width,
      INDENT
    ),
    `${INDENT}${risk}: ${change.riskText}\n`,
    wrap(`Undo: ${change.undo}`, width, INDENT),
  ].join('');
}

export const refusalView = (refusal: Refusal, style: Style, width: number): string =>
  style.caution(wrap(`${refusal.sentence} ${refusal.nextStep}`, width, '  '));
