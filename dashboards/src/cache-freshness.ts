import { METRICS } from '@growth-engine/collector/contract';
import { NO_DATA } from './house/advice.js';
import type { Section } from './house/dashboard.js';
import { gauge, rate } from './house/promql.js';
import { queries } from './house/query.js';
import { timeSeries } from './house/timeseries.js';

const GROUP = ['service', 'cache', 'prefix'] as const;
const ofGroup = '{{service}} {{cache}} {{prefix}}';

export const freshness: Section = {
  id: 908,
  question: 'How long do answers stay true?',
  folded: true,
  panels: [
    timeSeries({
      id: 140,
      title: 'Stale hits and their budget',
      description: {
        shows: `${METRICS.cache_stale_hits_ratio.help} What was found changed counts as stale for as long as it would have been given out.`,
        good: 'Below the budget of the same name, mostly below half of it.',
        act: 'Above it for long: the TTL is at its minimum and values change faster; report updates by invalidating, or raise the budget.',
      },
      unit: 'ratio',
      queries: queries(
        { expr: gauge('max', METRICS.cache_stale_hits_ratio, GROUP), legend: ofGroup },
        { expr: gauge('max', METRICS.cache_staleness_budget_ratio, GROUP), legend: `budget of ${ofGroup}` }
      ),
      noValue: NO_DATA.freshness,
      min: 0,
      width: 12,
    }),
    timeSeries({
      id: 141,
      title: 'Learned TTL',
      description: {
        shows: METRICS.cache_learned_ttl_seconds.help,
        good: 'Long where values seldom change; it falls at once when they change faster.',
        act: 'At its bound with few stale hits: raise maxStalenessSeconds or maxTtlSeconds.',
      },
      unit: 'seconds',
      queries: queries({ expr: gauge('max', METRICS.cache_learned_ttl_seconds, GROUP), legend: ofGroup }),
      noValue: NO_DATA.freshness,
      min: 0,
      width: 12,
    }),
    timeSeries({
      id: 142,
      title: 'Updates per second of a value',
      description: {
        shows: METRICS.cache_updates_per_second.help,
        good: 'Level. 0.01 is one update in 100 seconds.',
        act: 'Suddenly higher: look at what writes so often, and let it report its updates.',
      },
      unit: 'operationsPerSecond',
      queries: queries({ expr: gauge('max', METRICS.cache_updates_per_second, GROUP), legend: ofGroup }),
      noValue: NO_DATA.freshness,
      min: 0,
      width: 12,
    }),
    timeSeries({
      id: 143,
      title: 'Version checks',
      description: {
        shows: METRICS.cache_version_checks_total.help,
        good: 'Mostly unchanged, none failed.',
        act: 'Failed: the log says why the version cannot be read; the TTL is not raised meanwhile.',
      },
      unit: 'operationsPerSecond',
      queries: queries({
        expr: rate(METRICS.cache_version_checks_total, [...GROUP, 'outcome']),
        legend: `${ofGroup} {{outcome}}`,
      }),
      noValue: NO_DATA.freshness,
      largestFirst: true,
      width: 12,
    }),
  ],
};
