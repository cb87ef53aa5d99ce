import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { AuditAction, LedgerEntry } from '@growth-engine/collector/contract';
import React, { useCallback, useEffect, useRef } from 'react';
import { controlApi } from '../../api/client';
import { formatAgo } from '../../format/time';
import { actorText, AUDIT_TEXTS } from '../../format/words';
import { useNow } from '../../hooks/useNow';
import { usePolling } from '../../hooks/usePolling';
import { describeAudit } from '../Overview/audit';

interface AuditLineProps {
  readonly service: string;
  readonly actions: readonly AuditAction[];
  /** Changes after each save, so that the line is read anew. */
  readonly turn: number;
}

type AuditEntry = Extract<LedgerEntry, { kind: 'audit' }>;
const LOOKED_AT = 100;

/** Who changed this last, when, and from what to what. */
export function AuditLine({ service, actions, turn }: AuditLineProps) {
  const styles = useStyles2(getStyles);
  const now = useNow(30_000);
  const { data, refresh } = usePolling(
    useCallback((signal: AbortSignal) => controlApi.ledger({ service, limit: LOOKED_AT, signal }), [service]),
    undefined
  );
  const askedFor = useRef(turn);
  useEffect(() => {
    if (askedFor.current !== turn) {
      askedFor.current = turn;
      refresh();
    }
  }, [turn, refresh]);
  const last = data?.find((entry): entry is AuditEntry => entry.kind === 'audit' && actions.includes(entry.action));
  return (
    <p className={styles.line}>
      {last !== undefined &&
        `${actorText(last.actor)} ${describeAudit(last) ?? AUDIT_TEXTS[last.action]}, ${formatAgo(last.at, now)}`}
      {last === undefined && data !== undefined && 'Nobody has changed this yet.'}
    </p>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  line: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    margin: theme.spacing(1, 0, 0),
    minHeight: theme.spacing(2.5),
  }),
});
