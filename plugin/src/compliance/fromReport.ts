import type { ReportDocument } from '@growth-engine/collector/contract';
import { formatLevel } from '../format/units';
import { boundSign, NO_VALUE, type ComplianceCell } from './types';

/** The collector's report as cells, for pages. */
export const cellsFromReport = (report: ReportDocument): readonly ComplianceCell[] =>
  report.compliance.map((row) => ({
    service: report.service,
    objective: row.objective,
    title: row.title,
    state: row.state,
    value: row.value === null ? NO_VALUE : formatLevel(row.value, row.unit),
    target: `${boundSign(row.objective)} ${formatLevel(row.target, row.unit)}`,
  }));
