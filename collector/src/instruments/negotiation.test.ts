import { describe, expect, it } from '@jest/globals';
import { negotiateEncoding, negotiateFormat, scrapeDeadlineMs } from './negotiation.js';

describe('negotiation', () => {
  const OPEN_METRICS = 'application/openmetrics-text';
  const PROTOBUF = 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited';
  const TEXT = 'text/plain; version=0.0.4; charset=utf-8';
  const OPEN_METRICS_1 = `${OPEN_METRICS}; version=1.0.0; charset=utf-8; escaping=underscores`;
  const PROTOBUF_ANSWER = `${PROTOBUF.replaceAll(';', '; ')}; escaping=underscores`;

  it.each([
    ['nothing', undefined, TEXT],
    ['a browser', 'text/html,application/xhtml+xml,*/*;q=0.8', TEXT],
    ['plain text', 'text/plain', TEXT],
    [
      'text of version 1.0.0',
      'text/plain;version=1.0.0',
      'text/plain; version=1.0.0; charset=utf-8; escaping=underscores',
    ],
    ['OpenMetrics', OPEN_METRICS, OPEN_METRICS_1],
    ['OpenMetrics 0.0.1', `${OPEN_METRICS}; version=0.0.1`, `${OPEN_METRICS}; version=0.0.1; charset=utf-8`],
    ['a version that nobody writes', `${OPEN_METRICS};version=2.0.0,text/plain;q=0.2`, TEXT],
    [
      'Prometheus 2.42',
      `${OPEN_METRICS};version=1.0.0,${OPEN_METRICS};version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1`,
      OPEN_METRICS_1,
    ],
    [
      'Prometheus 2.42 with native histograms',
      `${PROTOBUF},${OPEN_METRICS};version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5,*/*;q=0.1`,
      PROTOBUF_ANSWER,
    ],
    [
      'Prometheus 3',
      `${OPEN_METRICS};version=1.0.0;escaping=allow-utf-8;q=0.6,${OPEN_METRICS};version=0.0.1;q=0.5,` +
        'text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
      `${OPEN_METRICS}; version=1.0.0; charset=utf-8; escaping=allow-utf-8`,
    ],
    ['an escaping that we do not write', `${OPEN_METRICS};version=1.0.0;escaping=dots`, OPEN_METRICS_1],
    ['protobuf of another kind', `${PROTOBUF.replace('delimited', 'text')},${OPEN_METRICS};q=0.1`, OPEN_METRICS_1],
    ['weights in any order', `*/*;q=0.1, ${OPEN_METRICS};q=0.3, ${PROTOBUF};q=0.9`, PROTOBUF_ANSWER],
    ['what is refused by a weight of 0', `${OPEN_METRICS};q=0, text/plain;q=0.1`, TEXT],
    ['a weight that is none', `${OPEN_METRICS};q=2, ${PROTOBUF};q=x`, TEXT],
    ['nonsense', ';;=,,"/;q', TEXT],
  ])('answers %s in the best format that it takes', (_, accept, contentType) => {
    expect(negotiateFormat(accept).contentType).toBe(contentType);
  });

  it.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip', 'gzip'],
    ['deflate, GZIP;q=0.5', 'gzip'],
    ['gzip;q=0', 'identity'],
    ['*', 'gzip'],
    ['*;q=0', 'identity'],
    ['gzip;q=0, *', 'identity'],
    ['br', 'identity'],
  ])('compresses for "%s": %s', (header, encoding) => {
    expect(negotiateEncoding(header)).toBe(encoding);
  });

  it.each([
    [undefined, 9000],
    ['10', 9000],
    ['120', 9000],
    ['5', 4500],
    ['1', 600],
    ['0.5', 300],
    ['0', 9000],
    ['-1', 9000],
    ['soon', 9000],
  ])('has for a scrape timeout of %s s %i ms', (header, ms) => {
    expect(scrapeDeadlineMs(header)).toBe(ms);
  });
});
