import { describe, expect, it } from '@jest/globals';
import { readScrapeRequest, type ScrapedProbes } from './scrape-selection.js';

const METRICS: Readonly<Record<string, readonly string[]>> = {
  cpu: ['cpu_seconds'],
  postgres_a: ['db_up', 'db_blocks'],
  postgres_b: ['db_up', 'db_blocks'],
};
const probes: ScrapedProbes = {
  names: () => Object.keys(METRICS),
  metricsOf: (name) => METRICS[name] ?? [],
  collect: () => Promise.resolve(),
};
const shows = (url: string): string[] => {
  const { selection } = readScrapeRequest(url, probes);
  return ['cpu_seconds', 'db_up', 'http_requests'].filter((name) => selection?.includesMetric(name) ?? true);
};

describe('what a scrape asks for', () => {
  it('is everything by default, whatever else stands in the query', () => {
    expect(readScrapeRequest('/metrics', probes)).toMatchObject({ key: '', probes: undefined, selection: undefined });
    expect(readScrapeRequest('/metrics?x=1&collect=cpu', probes).selection).toBeUndefined();
  });

  it('with collect[] is the metrics of these probes, and nobody else’s', () => {
    const request = readScrapeRequest('/metrics?collect[]=cpu&collect%5B%5D=postgres_a&collect[]=cpu', probes);
    expect([...(request.probes ?? [])]).toEqual(['cpu', 'postgres_a']);
    expect(request.selection?.includesForeign).toBe(false);
    expect(request.selection?.includesProbe('postgres_b')).toBe(false);
    expect(shows('/metrics?collect[]=cpu')).toEqual(['cpu_seconds']);
  });

  it('with exclude[] is everything but what these probes alone bring', () => {
    const request = readScrapeRequest('/metrics?exclude[]=cpu', probes);
    expect([...(request.probes ?? [])]).toEqual(['postgres_a', 'postgres_b']);
    expect(request.selection?.includesForeign).toBe(true);
    expect(request.selection?.includesProbe('cpu')).toBe(false);
    expect(shows('/metrics?exclude[]=cpu')).toEqual(['db_up', 'http_requests']);
    expect(shows('/metrics?exclude[]=postgres_a')).toEqual(['cpu_seconds', 'db_up', 'http_requests']);
    expect(shows('/metrics?exclude[]=postgres_a&exclude[]=postgres_b')).toEqual(['cpu_seconds', 'http_requests']);
  });

  it('is shared by those that ask for the same in another order', () => {
    const key = (url: string): string => readScrapeRequest(url, probes).key;
    expect(key('/?collect[]=cpu&collect[]=postgres_a')).toBe(key('/?collect[]=postgres_a&collect[]=cpu'));
    expect(key('/?collect[]=cpu')).not.toBe(key('/?exclude[]=cpu'));
  });

  it('cannot be both, nor a probe that there is not', () => {
    expect(() => readScrapeRequest('/?collect[]=cpu&exclude[]=cpu', probes)).toThrow('cannot be given together');
    expect(() => readScrapeRequest('/?collect[]=cpux', probes)).toThrow(
      'collect[] names "cpux", which is no probe here; there are: cpu, postgres_a, postgres_b.'
    );
    expect(() => readScrapeRequest('/?exclude[]=cpu', undefined)).toThrow('there are: none.');
  });
});
