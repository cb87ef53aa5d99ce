import type { SlowQueryRow } from '@growth-engine/collector/contract';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React, { useCallback, useMemo } from 'react';
import { controlApi } from '../../api/client';
import { DataTable, type Column } from '../../components/DataTable';
import { ProblemNotice } from '../../components/ProblemNotice';
import { formatCount, formatSeconds } from '../../format/units';
import { usePolling } from '../../hooks/usePolling';

const EVERY_MS = 10_000;
const LIMIT = 10;

/** The statements that took longer than the slow-query limit, with their texts: the dashboards know fingerprints only. */
export function SlowStatements({ service }: { readonly service: string }) {
  const styles = useStyles2(getStyles);
  const { data, error, refresh } = usePolling(
    useCallback((signal: AbortSignal) => controlApi.slowQueries({ service, signal }), [service]),
    EVERY_MS
  );
  const rows = useMemo(
    () => [...(data ?? [])].sort((a, b) => b.calls * b.meanSeconds - a.calls * a.meanSeconds).slice(0, LIMIT),
    [data]
  );
  const columns = useMemo(
    (): ReadonlyArray<Column<SlowQueryRow>> => [
      {
        title: 'Statement',
        cell: (row) => (
          <>
            <code className={styles.statement}>{row.statement}</code>
            <span className={styles.fingerprint}>
              {row.fingerprint}, pool {row.pool}
            </span>
          </>
        ),
      },
      { title: 'Routes', cell: (row) => row.routes.join(', ') },
      { title: 'Slow calls', numeric: true, cell: (row) => formatCount(row.calls) },
      { title: 'Mean', numeric: true, cell: (row) => formatSeconds(row.meanSeconds) },
      { title: 'Longest', numeric: true, cell: (row) => formatSeconds(row.maxSeconds) },
    ],
    [styles]
  );
  // What stands there stays while newer answers fail; the page says that they do.
  if (data === undefined && error) {
    return <ProblemNotice error={error} onRetry={refresh} />;
  }
  return (
    <DataTable
      label="Slow statements"
      columns={columns}
      rows={rows}
      keyOf={(row) => `${row.pool}/${row.fingerprint}`}
      empty={data === undefined ? 'Loading …' : 'No statement has taken longer than the slow-query limit.'}
    />
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  statement: css({
    background: 'none',
    border: 'none',
    display: '-webkit-box',
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
    overflow: 'hidden',
    overflowWrap: 'anywhere',
    padding: 0,
    WebkitBoxOrient: 'vertical',
    WebkitLineClamp: 3,
    whiteSpace: 'normal',
  }),
  fingerprint: css({
    color: theme.colors.text.secondary,
    display: 'block',
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
