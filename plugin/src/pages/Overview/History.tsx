import type { LedgerEntry } from '@growth-engine/collector/contract';
import React, { useCallback } from 'react';
import { controlApi } from '../../api/client';
import { DataTable, type Column } from '../../components/DataTable';
import { ProblemNotice } from '../../components/ProblemNotice';
import { Tag } from '../../components/Tag';
import { formatAt } from '../../format/time';
import { formatGain, formatSetting } from '../../format/units';
import { actorText, AUDIT_TEXTS, OUTCOME_LOOKS } from '../../format/words';
import { usePolling } from '../../hooks/usePolling';
import { useSettingLookup, type SettingLookup } from '../../hooks/useSettingLookup';
import { describeAudit } from './audit';

const EVERY_MS = 10_000;
const LIMIT = 20;

const columns = (now: number, lookUp: SettingLookup): ReadonlyArray<Column<LedgerEntry>> => [
  { title: 'When', cell: (entry) => <time dateTime={entry.at}>{formatAt(entry.at, now)}</time> },
  { title: 'Who', cell: (entry) => actorText(entry.kind === 'decision' ? entry.decision.actor : entry.actor) },
  {
    title: 'What',
    cell: (entry) =>
      entry.kind === 'audit'
        ? (describeAudit(entry, lookUp) ?? AUDIT_TEXTS[entry.action])
        : `${lookUp(entry.decision.setting).title}: ${formatSetting(entry.decision.from, entry.decision.unit)} → ${formatSetting(entry.decision.to, entry.decision.unit)}`,
  },
  {
    title: 'Outcome',
    cell: (entry) => {
      if (entry.kind === 'audit') {
        return null;
      }
      const look = OUTCOME_LOOKS[entry.decision.outcome];
      return <Tag text={look.text} icon={look.icon} color={look.color} plain />;
    },
  },
  {
    title: 'Response time',
    numeric: true,
    cell: (entry) =>
      entry.kind === 'decision' && entry.decision.measured ? formatGain(entry.decision.measured.ratio) : null,
  },
];

/** The ledger: what the loop decided and what people changed, newest first. */
export function History({ service }: { readonly service: string }) {
  const { data, error, refresh } = usePolling(
    useCallback(
      async (signal: AbortSignal) => ({
        entries: await controlApi.ledger({ service, limit: LIMIT, signal }),
        at: Date.now(),
      }),
      [service]
    ),
    EVERY_MS
  );
  const lookUp = useSettingLookup(service);
  // What stands there stays while newer answers fail; the page says that they do.
  if (data === undefined && error) {
    return <ProblemNotice error={error} onRetry={refresh} />;
  }
  return (
    <DataTable
      label="History"
      columns={columns(data?.at ?? 0, lookUp)}
      rows={data?.entries ?? []}
      keyOf={(entry) => `${entry.at}/${entry.kind === 'decision' ? entry.decision.id : entry.action}`}
      empty={data === undefined ? 'Loading …' : 'Nothing was decided or changed yet.'}
    />
  );
}
