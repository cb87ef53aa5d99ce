import { METRICS, PANELS } from '@growth-engine/collector/contract';
import { NO_DATA } from './house/advice.js';
import { dashboard } from './house/dashboard.js';
import { downTo } from './house/links.js';
import { derived, derivedOverRange, gauge, increase, mean, quantile, rate } from './house/promql.js';
import { queries } from './house/query.js';
import { stat } from './house/stat.js';
import { table } from './house/table.js';
import { howToRead } from './house/text.js';
import { limitLine, timeSeries } from './house/timeseries.js';

const CACHE = ['service', 'cache'] as const;
const ofCache = '{{service}} {{cache}}';
const ids = PANELS.cache;

const now = {
  id: 901,
  question: 'Do the caches help?',
  panels: [
    timeSeries({
      id: ids.hitRatio,
      title: 'Hit ratio',
      description: 'Share of look-ups that each cache answered; what must not be cached is left out.',
      unit: 'ratio',
      queries: queries({ expr: derived('cache_hit_ratio', CACHE), legend: ofCache }),
      noValue: NO_DATA.cache,
      min: 0,
      max: 1,
      width: 12,
    }),
    stat({
      id: 100,
      title: 'Hit ratio over this range',
      description:
        'Share of look-ups answered over the whole range shown. Below 50 % the guide on low hit rates applies.',
      unit: 'ratio',
      queries: queries({ expr: derivedOverRange('cache_hit_ratio', CACHE), legend: ofCache, instant: true }),
      noValue: NO_DATA.cache,
      named: true,
      steps: [
        { from: null, colour: 'red' },
        { from: 0.5, colour: 'orange' },
        { from: 0.8, colour: 'green' },
      ],
      width: 12,
      height: 9,
    }),
  ],
} as const;

const attention = {
  id: 902,
  question: 'Why do they miss?',
  panels: [
    timeSeries({
      id: 101,
      title: 'Misses that are expiries',
      description: 'Share of look-ups for an entry whose time had run out: a longer TTL would have answered them.',
      unit: 'ratio',
      queries: queries({ expr: derived('cache_expired_ratio', CACHE), legend: ofCache }),
      noValue: NO_DATA.cache,
      min: 0,
      width: 8,
    }),
    timeSeries({
      id: 102,
      title: 'Misses that are evictions',
      description: 'Share of look-ups for an entry that had to make room: more capacity would have answered them.',
      unit: 'ratio',
      queries: queries({ expr: derived('cache_evicted_ratio', CACHE), legend: ofCache }),
      noValue: NO_DATA.cache,
      min: 0,
      width: 8,
    }),
    timeSeries({
      id: ids.loadTime,
      title: 'What a miss costs',
      description: 'Mean time to produce a value that was not in the cache, and what 95 % stay within.',
      unit: 'seconds',
      queries: queries(
        { expr: mean(METRICS.cache_load_duration_seconds, CACHE), legend: ofCache },
        { expr: quantile(0.95, METRICS.cache_load_duration_seconds, CACHE), legend: `p95 of ${ofCache}` }
      ),
      noValue: NO_DATA.cache,
      links: [downTo('database', { panel: 'queryTime', labels: ['service'] })],
      width: 8,
    }),
    table({
      id: 103,
      title: 'Caches',
      description: 'Look-ups of each cache by result over the range shown, and how full it is now.',
      values: {
        requests: increase(METRICS.cache_requests_total, CACHE),
        hits: derivedOverRange('cache_hit_ratio', CACHE),
        expired: derivedOverRange('cache_expired_ratio', CACHE),
        evicted: derivedOverRange('cache_evicted_ratio', CACHE),
        entries: gauge('sum', METRICS.cache_entries, CACHE),
        capacity: gauge('sum', METRICS.cache_capacity_entries, CACHE),
        bytes: gauge('sum', METRICS.cache_bytes, CACHE),
      },
      columns: [
        { title: 'Service', from: { label: 'service' } },
        { title: 'Cache', from: { label: 'cache' } },
        { title: 'Look-ups', from: { query: 'requests' }, unit: 'count' },
        { title: 'Hits', from: { query: 'hits' }, unit: 'ratio' },
        { title: 'Expired', from: { query: 'expired' }, unit: 'ratio' },
        { title: 'Evicted', from: { query: 'evicted' }, unit: 'ratio' },
        { title: 'Entries', from: { query: 'entries' }, unit: 'count' },
        { title: 'Capacity', from: { query: 'capacity' }, unit: 'count' },
        { title: 'Size', from: { query: 'bytes' }, unit: 'bytes' },
      ],
      sortBy: 'Look-ups',
      noValue: NO_DATA.cache,
      width: 24,
      height: 7,
    }),
  ],
} as const;

const details = {
  id: 903,
  question: 'What do they do?',
  panels: [
    timeSeries({
      id: ids.results,
      title: 'Look-ups by result',
      description: METRICS.cache_requests_total.help,
      unit: 'operationsPerSecond',
      queries: queries({ expr: rate(METRICS.cache_requests_total, ['result']), legend: '{{result}}' }),
      noValue: NO_DATA.cache,
      stacked: true,
      width: 12,
    }),
    timeSeries({
      id: ids.evictions,
      title: 'Entries that left',
      description: 'Entries per second that left a cache, by reason.',
      unit: 'operationsPerSecond',
      queries: queries({
        expr: rate(METRICS.cache_evictions_total, ['service', 'cache', 'reason']),
        legend: `${ofCache} {{reason}}`,
      }),
      noValue: 'No entry has left a cache.',
      largestFirst: true,
      width: 12,
    }),
    timeSeries({
      id: ids.entries,
      title: 'Entries and capacity',
      description: 'How full each cache is. Dashed: its capacity.',
      unit: 'count',
      queries: queries(
        { expr: gauge('sum', METRICS.cache_entries, CACHE), legend: ofCache },
        { expr: gauge('sum', METRICS.cache_capacity_entries, CACHE), legend: `capacity of ${ofCache}` }
      ),
      overrides: [limitLine('B')],
      noValue: NO_DATA.cache,
      width: 12,
    }),
    timeSeries({
      id: 104,
      title: 'Size',
      description: 'Approximate size of the values held, after compression.',
      unit: 'bytes',
      queries: queries({ expr: gauge('sum', METRICS.cache_bytes, CACHE), legend: ofCache }),
      noValue: NO_DATA.cache,
      width: 12,
    }),
  ],
} as const;

export const cache = dashboard('cache', 'How often the caches answer, and why they do not.', [
  now,
  attention,
  details,
  {
    id: 909,
    question: 'Help',
    panels: [
      howToRead(
        'A miss has a reason, and each reason its own remedy: **expired** entries want a longer TTL, **evicted** ones more capacity, entries',
        '**never seen** want pre-warming or nothing at all. **Bypass** is what must not be cached. Weigh the ratio against what a miss costs:',
        'a cheap miss is not worth memory. Optimize on the overview proposes TTL and capacity from these numbers.'
      ),
    ],
  },
]);
