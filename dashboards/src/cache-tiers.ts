import { METRICS, type CircuitState } from '@growth-engine/collector/contract';
import { NO_DATA } from './house/advice.js';
import { COLOURS, type Colour } from './house/colours.js';
import type { Section } from './house/dashboard.js';
import { overrideColours } from './house/panel.js';
import { gauge, rate } from './house/promql.js';
import { queries } from './house/query.js';
import { timeSeries } from './house/timeseries.js';

const CACHE = ['service', 'cache'] as const;
const ofCache = '{{service}} {{cache}}';

const STATE_COLOURS: Readonly<Record<CircuitState, Colour>> = {
  closed: COLOURS.good,
  probing: COLOURS.attention,
  open: COLOURS.bad,
};

export const tiers: Section = {
  id: 904,
  question: 'Do instances share what they load?',
  folded: true,
  panels: [
    timeSeries({
      id: 130,
      title: 'Second tier by result',
      description: {
        shows: `${METRICS.cache_second_tier_requests_total.help} One on top of the other.`,
        good: 'Many hits, no errors, none skipped.',
        act: 'Skipped or errors: see the two panels beside. Misses alone: instances ask for different keys, and sharing saves nothing.',
      },
      unit: 'operationsPerSecond',
      queries: queries({ expr: rate(METRICS.cache_second_tier_requests_total, ['result']), legend: '{{result}}' }),
      noValue: NO_DATA.secondTier,
      stacked: true,
      width: 12,
    }),
    timeSeries({
      id: 131,
      title: 'Instances by state of their circuit',
      description: {
        shows: METRICS.cache_second_tier_circuit.help,
        good: 'All closed.',
        act: 'Open: Redis is slow or gone, and each instance works with its memory alone. Nothing fails, but more is loaded.',
      },
      unit: 'exactCount',
      queries: queries({
        expr: gauge('sum', METRICS.cache_second_tier_circuit, ['state']),
        legend: '{{state}}',
      }),
      overrides: overrideColours(
        Object.fromEntries(Object.entries(STATE_COLOURS).map(([state, colour]) => [`^${state}$`, colour]))
      ),
      noValue: NO_DATA.secondTier,
      stacked: true,
      width: 12,
    }),
    timeSeries({
      id: 132,
      title: 'What went wrong with the second tier',
      description: {
        shows: METRICS.cache_second_tier_errors_total.help,
        good: 'Nothing.',
        act: 'Deadline: Redis is slow. Corrupt: something else writes under the same prefix. Unencodable: give the cache a codec.',
      },
      unit: 'operationsPerSecond',
      queries: queries({
        expr: rate(METRICS.cache_second_tier_errors_total, [...CACHE, 'reason']),
        legend: `${ofCache} {{reason}}`,
      }),
      noValue: NO_DATA.secondTier,
      largestFirst: true,
      width: 12,
    }),
    timeSeries({
      id: 133,
      title: 'Values loaded anew in the background',
      description: {
        shows: METRICS.cache_refreshes_total.help,
        good: 'Renewed alone.',
        act: 'Failed: what the values come from is in trouble, and old values are given out within the budget that the cache declares.',
      },
      unit: 'operationsPerSecond',
      queries: queries({
        expr: rate(METRICS.cache_refreshes_total, [...CACHE, 'outcome']),
        legend: `${ofCache} {{outcome}}`,
      }),
      noValue: NO_DATA.refreshes,
      largestFirst: true,
      width: 12,
    }),
  ],
};
