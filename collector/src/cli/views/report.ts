import type { ReportDocument, RouteRow } from '../../contract/index.js';
import type { Style } from '../format/style.js';
import { table } from '../format/table.js';
import { count, duration, percent, quantity, time } from '../format/values.js';

const MOST_ROUTES = 15;

/** Is there a problem right now, and where: targets, thresholds that are exceeded, routes by the time they take. */
export function reportView(report: ReportDocument, style: Style): string {
  const parts = [
    `${style.strong(report.service)}  ${style.quiet(`last ${duration(report.windowSeconds)}, mode ${report.mode}, admission ${report.admission}, ${time(report.at)} UTC`)}\n`,
    targets(report, style),
    thresholds(report, style),
    routes(report.routes, style),
    outlook(report, style),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

const STATE_TEXT = { met: 'met', missed: 'missed', 'no-data': 'no data' } as const;

function targets({ compliance }: ReportDocument, style: Style): string {
  const paint = { met: style.good, missed: style.bad, 'no-data': style.quiet };
  return table(
    [{ title: 'Target' }, { title: 'now', align: 'right' }, { title: 'target', align: 'right' }, { title: '' }],
    compliance.map((row) => [
      row.title,
      quantity(row.value, row.unit),
      `${row.objective === 'throughput' ? '≥' : '≤'} ${quantity(row.target, row.unit)}`,
      paint[row.state](STATE_TEXT[row.state]),
    ]),
    style
  );
}

function thresholds({ thresholds: rows }: ReportDocument, style: Style): string {
  const exceeded = rows.filter((row) => row.exceeded);
  if (exceeded.length === 0) return '';
  const unitOf = (metric: string) => (metric === 'response_time' ? 'seconds' : 'ratio');
  return table(
    [{ title: 'Threshold exceeded' }, { title: 'now', align: 'right' }, { title: 'threshold', align: 'right' }],
    exceeded.map((row) => [
      style.caution(row.metric.replaceAll('_', ' ')),
      quantity(row.value, unitOf(row.metric)),
      quantity(row.threshold, unitOf(row.metric)),
    ]),
    style
  );
}

function routes(rows: readonly RouteRow[], style: Style): string {
  if (rows.length === 0) return `  ${style.quiet('No requests in this window.')}\n`;
  const byTime = [...rows].sort((a, b) => b.requests * b.responseTime - a.requests * a.responseTime);
  const shown = byTime.slice(0, MOST_ROUTES);
  const right = (title: string) => ({ title, align: 'right' }) as const;
  const text = table(
    [{ title: 'Route' }, right('requests'), right('mean'), right('p95'), right('errors'), right('cache hits')],
    shown.map((row) => [
      row.route,
      count(row.requests),
      duration(row.responseTime),
      duration(row.p95),
      row.errorRate > 0 ? style.bad(percent(row.errorRate)) : percent(row.errorRate),
      row.cacheHitRatio === null ? '–' : percent(row.cacheHitRatio),
    ]),
    style
  );
  const left = rows.length - shown.length;
  return left === 0 ? text : `${text}  ${style.quiet(`and ${left} more`)}\n`;
}

function outlook({ freeze, optimization, proposal, refusals, compliance }: ReportDocument, style: Style): string {
  const lines: string[] = [];
  if (freeze !== null)
    lines.push(
      style.caution(
        `Frozen until ${time(freeze.until)} UTC by ${freeze.by.name}${freeze.reason === undefined ? '' : `: ${freeze.reason}`}`
      )
    );
  if (optimization !== null && (optimization.state === 'applying' || optimization.state === 'observing'))
    lines.push(`Running: ${optimization.id}, ${optimization.sentence}`);
  for (const refusal of refusals)
    if (refusal.guard !== 'frozen') lines.push(style.caution(`${refusal.sentence} ${refusal.nextStep}`));
  if (proposal !== null) lines.push(`${proposal.sentence} Confirm it in Grafana, or plan anew: growth-engine optimize`);
  if (lines.length === 0 && compliance.some((row) => row.state === 'missed'))
    lines.push('See what would help: growth-engine optimize');
  return lines.map((line) => `  ${line}\n`).join('');
}
