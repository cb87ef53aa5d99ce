import { HistogramChild, type Child } from './children.js';
import type { Encoder, FamilyView } from './encoder.js';
import type { ChildFamily } from './family.js';
import { foreignAsText } from './foreign-encoder.js';
import { bucketExemplar, openMetricsHeader, plainHeader } from './text-header.js';
import { edgeText, labelPairs, numberText } from './text-format.js';

/** About 0.1 MB, and less than 1 ms of work once label texts are made: small enough not to be felt by a request. */
const LINES_PER_SLICE = 1000;
/** Making the texts of a label set, or asking the observers of a metric, costs as much as some lines. */
const LINES_PER_NEW_TEXT = 5;

/** `le` of every bucket with the rest of its line up to the value. */
const bucketTexts = (edges: readonly number[]): readonly string[] =>
  [...edges, Infinity].map((edge) => `le="${edgeText(edge)}"} `);

/** Joined, which makes one string of them: a sum would keep its parts, and be put together anew at each scrape. */
const braced = (name: string, pairs: string): string =>
  (pairs === '' ? [name, ' '] : [name, '{', pairs, '} ']).join('');

/** What stands before the value of each line of the child. */
function textOf(family: ChildFamily, child: Child): string | readonly string[] {
  const { name, type, labels } = family.definition;
  const pairs = labelPairs(labels, family.allLabels(child));
  if (type !== 'histogram') return braced(name, pairs);
  const bucket = (pairs === '' ? [name, '_bucket{'] : [name, '_bucket{', pairs, ',']).join('');
  return [bucket, braced(`${name}_sum`, pairs), braced(`${name}_count`, pairs)];
}

function histogramLines(
  child: Child,
  texts: string | readonly string[],
  buckets: readonly string[],
  withExemplars: boolean
): string {
  const [bucketStart = '', sumStart = '', countStart = ''] = texts;
  const details = withExemplars && child instanceof HistogramChild ? child.details : undefined;
  let lines = '';
  let count = 0;
  for (let index = 0; index < buckets.length; index += 1) {
    count += child.cell(index);
    const exemplar = details === undefined ? '' : bucketExemplar(details.exemplar(index));
    lines += `${bucketStart}${buckets[index] as string}${count}${exemplar}\n`;
  }
  return `${lines}${sumStart}${numberText(child.cell(buckets.length))}\n${countStart}${count}\n`;
}

/** A metric without label sets is left out. */
function* encodeFamilies(views: Iterable<FamilyView>, isOpenMetrics: boolean): Generator<string> {
  const header = isOpenMetrics ? openMetricsHeader : plainHeader;
  let slice = '';
  let lines = 0;
  for (const { family, children } of views) {
    lines += LINES_PER_NEW_TEXT;
    const { type, edges } = family.definition;
    const buckets = type === 'histogram' ? bucketTexts(edges ?? []) : [];
    const linesPerChild = type === 'histogram' ? buckets.length + 2 : 1;
    let isFirst = true;
    for (const child of children) {
      if (isFirst) slice += header(family.definition);
      isFirst = false;
      if (child.text === undefined) {
        child.text = textOf(family, child);
        lines += LINES_PER_NEW_TEXT;
      }
      slice +=
        type === 'histogram'
          ? histogramLines(child, child.text, buckets, isOpenMetrics)
          : (child.text as string) + numberText(child.cell(0)) + '\n';
      lines += linesPerChild;
      if (lines >= LINES_PER_SLICE) {
        yield slice;
        slice = '';
        lines = 0;
      }
    }
  }
  if (slice !== '') yield slice;
}

/** Text format 0.0.4; 1.0.0 is the same for names like ours. */
export const textEncoder: Encoder = {
  families: (views) => encodeFamilies(views, false),
  foreign: (families) => foreignAsText(families, false),
  end: '',
};

/** OpenMetrics 1.0: units, exemplars, counters named without their suffix in the header, and a mark at the end. */
export const openMetricsEncoder: Encoder = {
  families: (views) => encodeFamilies(views, true),
  foreign: (families) => foreignAsText(families, true),
  end: '# EOF\n',
};
