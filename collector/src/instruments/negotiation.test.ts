import { describe, expect, it } from '@jest/globals';
import { negotiateEncoding, negotiateFormat, scrapeDeadlineMs } from './negotiation.js';

describe('negotiation', () => {
  it('answers in text, which every scraper takes', () => {
    expect(negotiateFormat(undefined)).toBe('text-0.0.4');
    expect(negotiateFormat('application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1')).toBe('text-0.0.4');
    expect(negotiateFormat('text/html')).toBe('text-0.0.4');
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
