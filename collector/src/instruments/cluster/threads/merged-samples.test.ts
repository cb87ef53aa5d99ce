import { describe, expect, it } from '@jest/globals';
import { METRICS } from '../../../contract/index.js';
import { foreignAsText } from '../../foreign-encoder.js';
import { readForeignText } from '../../foreign-text.js';
import { MergedSamples } from './merged-samples.js';

const read = (text: string) =>
  readForeignText(text, { isOpenMetrics: false, take: () => true, collided: () => {}, malformed: () => {} });
function merge(...texts: readonly (string | { readonly old: string })[]): string {
  const merged = new MergedSamples();
  for (const text of texts) {
    const isOld = typeof text !== 'string';
    for (const family of read(isOld ? text.old : text)) merged.take(family, { cumulativeOnly: isOld });
  }
  return [...foreignAsText(merged.families(1000), false)].join('').replace(/^# HELP.*\n/gm, '');
}
const gauge = ({ name }: { readonly name: string }, value: number, labels = ''): string =>
  `# TYPE ${name} gauge\n${name}${labels} ${value}\n`;

describe('samples of several threads', () => {
  it('are added up where they count, each series once', () => {
    const one = '# TYPE a_total counter\na_total{b="x"} 1\na_total{b="y"} 2.5\n';
    const two = '# TYPE a_total counter\na_total{b="y"} 10\na_total{b="z"} 3\n';
    expect(merge(one, two)).toBe('# TYPE a_total counter\na_total{b="x"} 1\na_total{b="y"} 12.5\na_total{b="z"} 3\n');
    const histogram = '# TYPE h histogram\nh_bucket{le="1"} 1\nh_bucket{le="+Inf"} 2\nh_sum 5\nh_count 2\n';
    expect(merge(histogram, histogram)).toBe(
      '# TYPE h histogram\nh_bucket{le="1"} 2\nh_bucket{le="+Inf"} 4\nh_sum 10\nh_count 4\n'
    );
  });

  it('stand for all by the highest where they are shares, times or settings, and by the lowest for a probe', () => {
    expect(merge(gauge(METRICS.db_pool_pending_requests, 2), gauge(METRICS.db_pool_pending_requests, 3))).toContain(
      ' 5\n'
    );
    expect(
      merge(gauge(METRICS.process_memory_usage_ratio, 0.2), gauge(METRICS.process_memory_usage_ratio, 0.3))
    ).toContain(' 0.3\n');
    expect(merge(gauge(METRICS.target, 500), gauge(METRICS.target, 500))).toContain(' 500\n');
    expect(merge(gauge(METRICS.probe_success, 1), gauge(METRICS.probe_success, 0))).toContain(' 0\n');
    expect(merge(gauge({ name: 'somebody_elses' }, 2), gauge({ name: 'somebody_elses' }, 3))).toContain(' 5\n');
  });

  it('of a thread that is not there count, but say nothing of now', () => {
    const counter = '# TYPE a_total counter\na_total 4\n';
    expect(merge(counter + gauge({ name: 'g' }, 2), { old: counter + gauge({ name: 'g' }, 7) })).toBe(
      '# TYPE a_total counter\na_total 8\n# TYPE g gauge\ng 2\n'
    );
  });

  it('are left out where they cannot be put together, and survive what is no number', () => {
    expect(merge('# TYPE s summary\ns{quantile="0.5"} 1\ns_sum 3\ns_count 2\n')).toBe(
      '# TYPE s summary\ns_sum 3\ns_count 2\n'
    );
    expect(merge('# TYPE g gauge\ng NaN\n', '# TYPE g gauge\ng 1\n')).toContain('g NaN\n');
    expect(merge('# TYPE g gauge\ng -Inf\n')).toContain('g -Inf\n');
  });

  it('come in slices that continue a family', () => {
    const merged = new MergedSamples();
    for (const family of read('# TYPE a_total counter\na_total{b="1"} 1\na_total{b="2"} 1\na_total{b="3"} 1\n'))
      merged.take(family, { cumulativeOnly: false });
    expect([...merged.families(2)].map(({ samples, isContinued }) => [samples.length, isContinued])).toEqual([
      [2, false],
      [1, true],
    ]);
  });
});
