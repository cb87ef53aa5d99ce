import type { ReportDocument, RouteRow } from '@growth-engine/collector/contract';
import React from 'react';
import { DataTable, type Column } from '../../components/DataTable';
import { NO_VALUE } from '../../compliance/types';
import { formatCount, formatSeconds, formatShare } from '../../format/units';

const COLUMNS: ReadonlyArray<Column<RouteRow>> = [
  { title: 'Route', cell: (row) => row.route },
  { title: 'Requests', numeric: true, cell: (row) => formatCount(row.requests) },
  { title: 'Mean', numeric: true, cell: (row) => formatSeconds(row.responseTime) },
  { title: 'p95', numeric: true, cell: (row) => formatSeconds(row.p95) },
  { title: 'Errors', numeric: true, cell: (row) => formatShare(row.errorRate) },
  {
    title: 'Cache hits',
    numeric: true,
    cell: (row) => (row.cacheHitRatio === null ? NO_VALUE : formatShare(row.cacheHitRatio)),
  },
];

/** Where the time goes: the routes that cost most in all come first. */
export function RoutesTable({ report }: { readonly report: ReportDocument | undefined }) {
  const rows = [...(report?.routes ?? [])].sort((a, b) => b.requests * b.responseTime - a.requests * a.responseTime);
  return (
    <DataTable
      label="Routes"
      columns={COLUMNS}
      rows={rows}
      keyOf={(row) => row.route}
      empty={report === undefined ? 'Loading …' : 'No request was answered in this time.'}
    />
  );
}
