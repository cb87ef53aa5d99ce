import { PANELS, THRESHOLD_METRICS } from '@growth-engine/collector/contract';
import { NO_DATA } from './house/advice.js';
import type { Section } from './house/dashboard.js';
import { downTo } from './house/links.js';
import {
  describe,
  objectiveOverrides,
  objectiveQueries,
  thresholdOverride,
  thresholdQuery,
  throughputPerMinute,
} from './house/objectives.js';
import { derived } from './house/promql.js';
import { queries } from './house/query.js';
import { timeSeries } from './house/timeseries.js';

const SERVICE = ['service'] as const;
const ids = PANELS.overview;

export const performance: Section = {
  id: 903,
  question: 'How does it perform?',
  panels: [
    timeSeries({
      id: ids.errorRate,
      title: 'Error rate',
      description: {
        shows: `${describe('error_rate')} Dashed: the target.`,
        good: 'Below the dashed line.',
        act: 'Click the series: the routes there show where the errors are. Tuning does not repair errors.',
      },
      unit: 'ratio',
      decimals: 2,
      queries: objectiveQueries('error_rate'),
      overrides: objectiveOverrides('error_rate'),
      noValue: NO_DATA.traffic,
      links: [downTo('application', { panel: 'errorRate', labels: SERVICE })],
      width: 8,
    }),
    timeSeries({
      id: ids.throughput,
      title: 'Throughput',
      description: {
        shows: `${describe('throughput')} Dashed: the target, a minimum.`,
        good: 'Above the dashed line.',
        act: 'Less demand is the usual reason. If response time rises at the same time, begin there.',
      },
      unit: 'requestsPerMinute',
      queries: throughputPerMinute(),
      overrides: objectiveOverrides('throughput'),
      noValue: NO_DATA.traffic,
      links: [downTo('application', { panel: 'throughput', labels: SERVICE })],
      width: 8,
    }),
    timeSeries({
      id: ids.responseTime,
      title: 'Response time',
      description: {
        shows: `${describe('response_time')} Dashed: the target.`,
        good: 'Below the dashed line.',
        act: 'Read the guide, or press Optimize above.',
      },
      unit: 'seconds',
      queries: objectiveQueries('response_time'),
      overrides: objectiveOverrides('response_time'),
      noValue: NO_DATA.traffic,
      links: [downTo('application', { panel: 'responseTime', labels: SERVICE })],
      guide: 'slow-responses',
      width: 8,
    }),
  ],
};

export const areas: Section = {
  id: 904,
  question: 'Which area is it?',
  panels: [
    timeSeries({
      id: 105,
      title: 'Cache hit ratio',
      description: {
        shows: 'Share of look-ups that each cache answered.',
        good: 'High and steady; above 50 % where a miss is costly.',
        act: 'Read the guide; the cache dashboard says why look-ups miss.',
      },
      unit: 'ratio',
      queries: queries({ expr: derived('cache_hit_ratio', ['service', 'cache']), legend: '{{service}} {{cache}}' }),
      noValue: NO_DATA.cache,
      min: 0,
      max: 1,
      links: [downTo('cache', { panel: 'hitRatio', labels: SERVICE })],
      guide: 'low-cache-hit-rate',
      width: 8,
    }),
    timeSeries({
      id: 106,
      title: 'Database connection wait',
      description: {
        shows: 'Mean time that callers waited for a connection of a pool.',
        good: 'Near 0.',
        act: 'Click the series: with every connection in use the pool is too small, or connections are held too long.',
      },
      unit: 'seconds',
      queries: queries({ expr: derived('pool_wait', ['service', 'pool']), legend: '{{service}} {{pool}}' }),
      noValue: NO_DATA.pool,
      links: [downTo('database', { panel: 'poolWait', labels: SERVICE })],
      width: 8,
    }),
    timeSeries({
      id: 107,
      title: 'CPU and memory',
      description: {
        shows: 'The busiest process of each service, as a share of what it may use. Dashed: the thresholds.',
        good: 'Below the dashed lines.',
        act: 'Click the series to see the processes; the guides on high CPU and high memory name the causes.',
      },
      unit: 'ratio',
      queries: [
        { refId: 'A', expr: derived('cpu', SERVICE), legend: 'CPU of {{service}}' },
        { refId: 'B', expr: derived('memory', SERVICE), legend: 'memory of {{service}}' },
        ...THRESHOLD_METRICS.filter((metric) => metric === 'cpu' || metric === 'memory').map((metric) => ({
          ...thresholdQuery(metric, SERVICE),
          legend: `${metric === 'cpu' ? 'CPU' : metric} threshold of {{service}}`,
        })),
      ],
      overrides: [thresholdOverride('cpu'), thresholdOverride('memory')],
      noValue: NO_DATA.agent,
      min: 0,
      links: [downTo('system', { panel: 'processCpu', labels: SERVICE })],
      width: 8,
    }),
  ],
};
