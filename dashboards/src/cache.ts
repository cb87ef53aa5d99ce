import { GUIDES, METRICS, PANELS } from '@growth-engine/collector/contract';
import { activity } from './cache-activity.js';
import { freshness } from './cache-freshness.js';
import { predictions } from './cache-predictions.js';
import { redis } from './cache-redis.js';
import { tiers } from './cache-tiers.js';
import { NO_DATA } from './house/advice.js';
import { dashboard } from './house/dashboard.js';
import { downTo } from './house/links.js';
import { derived, derivedOverRange, gauge, increase, mean, quantile } from './house/promql.js';
import { queries } from './house/query.js';
import { stat } from './house/stat.js';
import { table } from './house/table.js';
import { howToRead } from './house/text.js';
import { timeSeries } from './house/timeseries.js';

const CACHE = ['service', 'cache'] as const;
const ofCache = '{{service}} {{cache}}';
const ids = PANELS.cache;

const { level } = GUIDES['low-cache-hit-rate'].symptom;
/** Below this the guide on low hit rates applies. */
const LOW_HIT_RATIO = level.kind === 'number' ? level.value : 0.5;

const now = {
  id: 901,
  question: 'Do the caches help?',
  panels: [
    timeSeries({
      id: ids.hitRatio,
      title: 'Hit ratio',
      description: {
        shows: 'Share of look-ups that each cache answered; what must not be cached is left out.',
        good: 'High and level, and higher after a mark of a change that was kept.',
        act: 'Read the guide: a miss has a reason, and each reason its own remedy.',
      },
      unit: 'ratio',
      queries: queries({ expr: derived('cache_hit_ratio', CACHE), legend: ofCache }),
      noValue: NO_DATA.cache,
      min: 0,
      max: 1,
      guide: 'low-cache-hit-rate',
      width: 16,
    }),
    stat({
      id: 100,
      title: 'Over the whole range',
      description: {
        shows: `Hit ratio of each cache over the time range shown. Orange: below ${String(LOW_HIT_RATIO * 100)} %, where the guide on low hit rates applies.`,
        good: 'Green.',
        act: 'See the table below for why this cache misses, and what a miss costs: a cheap miss is not worth memory.',
      },
      unit: 'ratio',
      queries: queries({ expr: derivedOverRange('cache_hit_ratio', CACHE), legend: ofCache, instant: true }),
      missing: 'cache',
      decimals: 0,
      named: true,
      steps: [
        { from: 0, colour: 'orange' },
        { from: LOW_HIT_RATIO, colour: 'green' },
      ],
      width: 8,
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
      title: 'Misses by expiry',
      description: {
        shows: 'Share of look-ups for an entry whose time had just run out.',
        good: 'Near 0.',
        act: 'Let entries live longer: Optimize proposes a TTL, and a person may set one.',
      },
      unit: 'ratio',
      queries: queries({ expr: derived('cache_expired_ratio', CACHE), legend: ofCache }),
      noValue: NO_DATA.cache,
      min: 0,
      guide: 'low-cache-hit-rate',
      width: 8,
    }),
    timeSeries({
      id: 102,
      title: 'Misses by eviction',
      description: {
        shows: 'Share of look-ups for an entry that had to make room.',
        good: 'Near 0.',
        act: 'Give the cache more entries where memory allows: Optimize proposes a capacity.',
      },
      unit: 'ratio',
      queries: queries({ expr: derived('cache_evicted_ratio', CACHE), legend: ofCache }),
      noValue: NO_DATA.cache,
      min: 0,
      guide: 'low-cache-hit-rate',
      width: 8,
    }),
    timeSeries({
      id: ids.loadTime,
      title: 'What a miss costs',
      description: {
        shows: 'Mean time to produce a value that was not in the cache, and what 95 % stay within.',
        good: 'Clearly more than a hit, which takes no time: otherwise the cache saves nothing.',
        act: 'When it rises, click the series: the queries behind it have become slower.',
      },
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
      description: {
        shows: 'Look-ups of each cache and how they ended, over the range shown, and how full it is now.',
        good: 'Many hits, few expired and evicted.',
        act: 'Expired: a longer TTL. Evicted: more capacity. Hits low and both near 0: keys are never asked for twice.',
      },
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
        { title: 'Service', from: { label: 'service' }, width: 110 },
        { title: 'Cache', from: { label: 'cache' }, width: 200, grows: true },
        { title: 'Look-ups', from: { query: 'requests' }, unit: 'exactCount', decimals: 0, width: 80 },
        { title: 'Hits', from: { query: 'hits' }, unit: 'ratio', decimals: 1, width: 75 },
        { title: 'Expired', from: { query: 'expired' }, unit: 'ratio', decimals: 1, width: 75 },
        { title: 'Evicted', from: { query: 'evicted' }, unit: 'ratio', decimals: 1, width: 75 },
        { title: 'Entries', from: { query: 'entries' }, unit: 'exactCount', width: 75 },
        { title: 'Capacity', from: { query: 'capacity' }, unit: 'exactCount', width: 80 },
        { title: 'Size', from: { query: 'bytes' }, unit: 'bytes', width: 85 },
      ],
      sortBy: 'Look-ups',
      noValue: NO_DATA.cache,
      width: 24,
      height: 7,
    }),
  ],
} as const;

export const cache = dashboard('cache', 'How often the caches answer, and why they do not.', [
  now,
  attention,
  activity,
  predictions,
  freshness,
  tiers,
  redis,
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
