import type { LedgerEntry } from '../../contract/index.js';
import type { Style } from '../format/style.js';
import { table } from '../format/table.js';
import { auditDetail } from './audit.js';
import { ratioWithInterval, settingChange, time } from '../format/values.js';

/** The history, newest first. */
export function ledgerView(entries: readonly LedgerEntry[], style: Style): string {
  if (entries.length === 0) return `${style.quiet('Nothing has been decided or changed yet.')}\n`;
  return table(
    [{ title: 'when (UTC)' }, { title: 'service' }, { title: 'who' }, { title: 'what' }, { title: '' }],
    entries.map((entry) => [time(entry.at), entry.service, ...whoAndWhat(entry, style)]),
    style
  );
}

function whoAndWhat(entry: LedgerEntry, style: Style): readonly string[] {
  if (entry.kind === 'audit') {
    return [entry.actor.name, entry.action.replaceAll('-', ' '), style.quiet(auditDetail(entry))];
  }
  const { decision } = entry;
  const paint = decision.outcome === 'kept' ? style.good : style.caution;
  return [
    decision.actor.name,
    `${decision.setting} ${settingChange(decision.from, decision.to, decision.unit).join(' → ')}`,
    `${paint(decision.outcome)} (${decision.reason})${decision.measured === undefined ? '' : ` ${ratioWithInterval(decision.measured)}`}`,
  ];
}
