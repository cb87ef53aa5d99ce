import type { MetricDefinition } from '../contract/index.js';
import type { Exemplar } from './histogram-details.js';
import { escapeHelp, escapeLabelValue, numberText } from './text-format.js';

const TOTAL = '_total';

/** Samples keep their names in all formats; only the header of OpenMetrics leaves the suffix of a counter out. */
export const openMetricsStem = (name: string): string => name.slice(0, -TOTAL.length);

/** In OpenMetrics a counter without `_total` would change its name, so that its type is not told instead. */
export const openMetricsType = (name: string, type: string): string =>
  type === 'counter' && !name.endsWith(TOTAL) ? 'unknown' : type;

export const plainHeader = ({ name, type, help }: Pick<MetricDefinition, 'name' | 'type' | 'help'>): string =>
  `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`;

export function openMetricsHeader({ name, type, help, unit }: MetricDefinition): string {
  const told = openMetricsType(name, type);
  const family = told === 'counter' ? openMetricsStem(name) : name;
  const unitLine = unit !== '' && family.endsWith(`_${unit}`) ? `# UNIT ${family} ${unit}\n` : '';
  return `# TYPE ${family} ${told}\n${unitLine}# HELP ${family} ${escapeLabelValue(help)}\n`;
}

/** What OpenMetrics writes behind the count of a bucket. */
export function bucketExemplar(exemplar: Exemplar | undefined): string {
  if (exemplar === undefined) return '';
  const { traceId, spanId, value, timestampSeconds } = exemplar;
  return ` # {trace_id="${traceId}",span_id="${spanId}"} ${numberText(value)} ${timestampSeconds.toFixed(3)}`;
}
