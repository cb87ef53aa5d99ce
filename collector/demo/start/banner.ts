import type { ReportDocument } from '@growth-engine/collector';

export interface Running {
  readonly shops: readonly string[];
  readonly collector: string;
  readonly hostPage: string;
  readonly prometheus: string | undefined;
  readonly grafana: { readonly url: string; readonly user: string; readonly password: string } | undefined;
  /** Why there is none, where there is none. */
  readonly noGrafana: string;
  readonly stateDir: string;
}

const milliseconds = (seconds: number): string => `${(seconds * 1000).toFixed(seconds < 0.1 ? 1 : 0)} ms`;

const level = (unit: string, value: number): string => {
  if (unit === 'seconds') return milliseconds(value);
  if (unit === 'ratio') return `${(value * 100).toFixed(1)} %`;
  return `${Math.round(value * 60)} requests/min`;
};

/** What is promised and what is measured, one line a target. */
export function complianceLines(report: ReportDocument): readonly string[] {
  return report.compliance.map(({ title, unit, value, target, state }) => {
    const word = { met: 'met', missed: 'MISSED', 'no-data': 'no data yet' }[state];
    const measured = value === null ? '–' : level(unit, value);
    return `  ${title.padEnd(14)} ${measured.padStart(18)}   target ${level(unit, target).padEnd(18)} ${word}`;
  });
}

/** Where everything runs and what to press, in a few lines. */
export function whereLines(running: Running, color: boolean): readonly string[] {
  const bold = (text: string): string => (color ? `\u001b[1m${text}\u001b[0m` : text);
  const { grafana } = running;
  return [
    grafana === undefined
      ? `  Host page    ${bold(running.hostPage)}   (${running.noGrafana})`
      : `  Grafana      ${bold(`${grafana.url}/d/growth-engine-overview`)}   ${grafana.user} / ${grafana.password}`,
    ...(grafana === undefined ? [] : [`  Host page    ${running.hostPage}`]),
    ...(running.prometheus === undefined ? [] : [`  Prometheus   ${running.prometheus}`]),
    `  Shop         ${running.shops.join('  ')}`,
    `  Collector    ${running.collector}`,
    '',
    `  Press ${bold('Optimize')} there, or in another terminal:`,
    `    npx growth-engine optimize --state-dir ${running.stateDir}`,
  ];
}
