import type { ForeignFamily, ForeignSample } from './foreign-text.js';
import { openMetricsStem, openMetricsType } from './text-header.js';

/** OpenMetrics escapes quotes in help too. */
const quoted = (help: string): string => help.replaceAll('"', '\\"');

function plainHeader({ name, type, help }: ForeignFamily): string {
  return (
    (help === undefined ? '' : `# HELP ${name} ${help}\n`) + (type === undefined ? '' : `# TYPE ${name} ${type}\n`)
  );
}

function openMetricsHeader({ name, type = 'untyped', help }: ForeignFamily): string {
  const told = type === 'untyped' ? 'unknown' : openMetricsType(name, type);
  const family = told === 'counter' ? openMetricsStem(name) : name;
  return `# TYPE ${family} ${told}\n${help === undefined ? '' : `# HELP ${family} ${quoted(help)}\n`}`;
}

function line({ name, labels, value, timestampMs }: ForeignSample, isOpenMetrics: boolean): string {
  if (timestampMs === undefined) return `${name}${labels} ${value}\n`;
  return `${name}${labels} ${value} ${isOpenMetrics ? timestampMs / 1000 : timestampMs}\n`;
}

/** Families of other registries in either text format. Exemplars of theirs are left out. */
export function* foreignAsText(families: Iterable<ForeignFamily>, isOpenMetrics: boolean): Generator<string> {
  const header = isOpenMetrics ? openMetricsHeader : plainHeader;
  for (const family of families) {
    const head = family.isContinued ? '' : header(family);
    yield head + family.samples.map((sample) => line(sample, isOpenMetrics)).join('');
  }
}
