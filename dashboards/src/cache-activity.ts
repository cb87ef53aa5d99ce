import { METRICS, PANELS, type CacheResult } from '@growth-engine/collector/contract';
import { NO_DATA } from './house/advice.js';
import { COLOURS, type Colour } from './house/colours.js';
import type { Section } from './house/dashboard.js';
import { overrideColours } from './house/panel.js';
import { gauge, rate } from './house/promql.js';
import { queries } from './house/query.js';
import { timeSeries } from './house/timeseries.js';

const CACHE = ['service', 'cache'] as const;
const ofCache = '{{service}} {{cache}}';
const ids = PANELS.cache;

const RESULT_COLOURS: Readonly<Record<CacheResult, Colour>> = {
  hit: COLOURS.good,
  stale: COLOURS.fair,
  miss: COLOURS.neutral,
  expired: COLOURS.attention,
  evicted: COLOURS.bad,
  bypass: COLOURS.idle,
};

export const activity: Section = {
  id: 903,
  question: 'What do they do?',
  panels: [
    timeSeries({
      id: ids.results,
      title: 'Look-ups by result',
      description: {
        shows: `${METRICS.cache_requests_total.help} One on top of the other.`,
        good: 'Mostly green.',
        act: 'Orange wants a longer TTL, red more capacity; blue are keys asked for the first time.',
      },
      unit: 'operationsPerSecond',
      queries: queries({ expr: rate(METRICS.cache_requests_total, ['result']), legend: '{{result}}' }),
      overrides: overrideColours(
        Object.fromEntries(Object.entries(RESULT_COLOURS).map(([result, colour]) => [`^${result}$`, colour]))
      ),
      noValue: NO_DATA.cache,
      stacked: true,
      width: 12,
    }),
    timeSeries({
      id: ids.evictions,
      title: 'Entries that left or were not let in',
      description: {
        shows:
          'Entries per second that left a cache, by reason: their time ran out, they made room, somebody removed them. “not let in”: answers that a full cache did not store, since next to nothing is asked for twice.',
        good: 'No “capacity”; the others as the data changes.',
        act: 'Much “capacity”: the cache is too small for what is asked for. Much “not let in”: caching this route brings nothing; look at who asks for it.',
      },
      unit: 'operationsPerSecond',
      queries: queries(
        {
          expr: rate(METRICS.cache_evictions_total, ['service', 'cache', 'reason']),
          legend: `${ofCache} {{reason}}`,
        },
        { expr: `${rate(METRICS.cache_admissions_rejected_total, CACHE)} > 0`, legend: `${ofCache} not let in` }
      ),
      noValue: NO_DATA.cache,
      largestFirst: true,
      width: 12,
    }),
    timeSeries({
      id: ids.entries,
      title: 'How full they are',
      description: {
        shows: 'Entries of each cache as a share of its capacity; the numbers stand in the table above.',
        good: 'Below 100 %, or full without misses by eviction.',
        act: 'Full, with misses by eviction: more capacity. Nearly empty for long: its memory can be given back.',
      },
      unit: 'ratio',
      queries: queries({
        expr: `${gauge('sum', METRICS.cache_entries, CACHE)} / (${gauge('sum', METRICS.cache_capacity_entries, CACHE)} > 0)`,
        legend: ofCache,
      }),
      noValue: NO_DATA.cache,
      min: 0,
      max: 1,
      width: 12,
    }),
    timeSeries({
      id: 104,
      title: 'Memory they take',
      description: {
        shows: 'Approximate size of the values held, after compression.',
        good: 'Level, and small beside the memory limit of the process.',
        act: 'When memory is short, read the guide: fewer entries, or compression of large answers.',
      },
      unit: 'bytes',
      queries: queries({ expr: gauge('sum', METRICS.cache_bytes, CACHE), legend: ofCache }),
      noValue: NO_DATA.cache,
      guide: 'high-memory',
      width: 12,
    }),
  ],
};
