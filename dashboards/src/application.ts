import { METRICS, PANELS } from '@growth-engine/collector/contract';
import { NO_DATA } from './house/advice.js';
import { dashboard } from './house/dashboard.js';
import { heatmap } from './house/heatmap.js';
import { downTo } from './house/links.js';
import {
  describe,
  hiddenThreshold,
  objectiveOverrides,
  objectiveQueries,
  thresholdOverride,
  thresholdQuery,
} from './house/objectives.js';
import { buckets, derived, derivedOverRange, gauge, increase, quantile, rate } from './house/promql.js';
import { queries } from './house/query.js';
import { stat } from './house/stat.js';
import { table } from './house/table.js';
import { howToRead } from './house/text.js';
import { timeSeries } from './house/timeseries.js';

const SERVICE = ['service'] as const;
const ROUTE = ['service', 'route'] as const;
const ids = PANELS.application;
const duration = METRICS.http_request_duration_seconds;

const now = {
  id: 901,
  question: 'Do the services keep their promises?',
  panels: [
    timeSeries({
      id: ids.errorRate,
      title: 'Error rate',
      description: `${describe('error_rate')} Rejected and aborted requests are not counted. Dashed: target and threshold.`,
      unit: 'ratio',
      queries: [...objectiveQueries('error_rate'), thresholdQuery('error_rate', SERVICE)],
      overrides: [...objectiveOverrides('error_rate'), thresholdOverride('error_rate')],
      noValue: NO_DATA.traffic,
      width: 8,
    }),
    timeSeries({
      id: ids.throughput,
      title: 'Throughput',
      description: `${describe('throughput')} Dashed: the target, a minimum.`,
      unit: 'requestsPerSecond',
      queries: objectiveQueries('throughput'),
      overrides: objectiveOverrides('throughput'),
      noValue: NO_DATA.traffic,
      width: 8,
    }),
    timeSeries({
      id: ids.responseTime,
      title: 'Response time',
      description: `${describe('response_time')} Dashed: the target; the threshold, often far above, is drawn when its name is clicked.`,
      unit: 'seconds',
      queries: [...objectiveQueries('response_time'), thresholdQuery('response_time', SERVICE)],
      overrides: [...objectiveOverrides('response_time'), hiddenThreshold('response_time')],
      noValue: NO_DATA.traffic,
      width: 8,
    }),
  ],
} as const;

const attention = {
  id: 902,
  question: 'Which routes need attention?',
  panels: [
    table({
      id: ids.routes,
      title: 'Routes',
      description:
        'Every route over the time range shown, the slowest in total first: total time is what a faster route would save.',
      values: {
        requests: increase(duration, ROUTE, {}, '_count'),
        total: increase(duration, ROUTE, {}, '_sum'),
        mean: derivedOverRange('response_time', ROUTE),
        p95: quantile(0.95, duration, ROUTE, '$__range'),
        errors: derivedOverRange('error_rate', ROUTE),
      },
      columns: [
        { title: 'Service', from: { label: 'service' } },
        { title: 'Route', from: { label: 'route' } },
        { title: 'Requests', from: { query: 'requests' }, unit: 'count' },
        { title: 'Total time', from: { query: 'total' }, unit: 'seconds' },
        { title: 'Mean', from: { query: 'mean' }, unit: 'seconds' },
        { title: '95 % within', from: { query: 'p95' }, unit: 'seconds' },
        { title: 'Error rate', from: { query: 'errors' }, unit: 'ratio' },
      ],
      sortBy: 'Total time',
      noValue: NO_DATA.traffic,
      width: 24,
      height: 9,
    }),
    timeSeries({
      id: 100,
      title: 'Response time by route',
      description: 'Mean per route; compare with the marks of decisions to see what a change did.',
      unit: 'seconds',
      queries: queries({ expr: derived('response_time', ROUTE), legend: '{{service}} {{route}}' }),
      noValue: NO_DATA.traffic,
      largestFirst: true,
      links: [
        downTo('database', { panel: 'queryTime', labels: SERVICE }),
        downTo('cache', { panel: 'hitRatio', labels: SERVICE }),
      ],
      width: 12,
    }),
    timeSeries({
      id: 101,
      title: 'Error rate by route',
      description: 'Share of 5xx answers per route.',
      unit: 'ratio',
      queries: queries({ expr: derived('error_rate', ROUTE), legend: '{{service}} {{route}}' }),
      noValue: NO_DATA.traffic,
      largestFirst: true,
      width: 12,
    }),
  ],
} as const;

const performance = {
  id: 903,
  question: 'How does it perform?',
  panels: [
    timeSeries({
      id: 102,
      title: 'Response time, percentiles',
      description: 'What half, 95 % and 99 % of the requests stay within, over all routes.',
      unit: 'seconds',
      queries: [0.5, 0.95, 0.99].map((q) => ({
        refId: `p${String(q * 100)}`,
        expr: quantile(q, duration, SERVICE),
        legend: `p${String(q * 100)} of {{service}}`,
      })),
      noValue: NO_DATA.traffic,
      width: 12,
    }),
    heatmap({
      id: 103,
      title: 'How response times spread',
      description: 'Requests per bucket of duration: two bands are often a cache hit and a miss.',
      unit: 'count',
      bucketUnit: 'seconds',
      queries: [{ refId: 'A', expr: buckets(duration), legend: '{{le}}', format: 'heatmap' }],
      noValue: NO_DATA.traffic,
      width: 12,
    }),
    timeSeries({
      id: 104,
      title: 'Answers by status',
      description: 'Answers per second by class of status.',
      unit: 'requestsPerSecond',
      queries: queries({ expr: derived('throughput', ['status_class']), legend: '{{status_class}}' }),
      noValue: NO_DATA.traffic,
      stacked: true,
      width: 12,
    }),
    timeSeries({
      id: ids.inFlight,
      title: 'Requests in flight',
      description: 'Requests that have arrived and are not yet answered.',
      unit: 'count',
      queries: queries({ expr: gauge('sum', METRICS.http_requests_in_flight, SERVICE), legend: '{{service}}' }),
      noValue: NO_DATA.agent,
      width: 12,
    }),
  ],
} as const;

const admission = {
  id: 904,
  question: 'What was turned away?',
  panels: [
    timeSeries({
      id: ids.rejected,
      title: 'Rejected requests',
      description:
        'Requests that admission control answered with 503, by reason, and those that it would have rejected if it enforced its limits.',
      unit: 'requestsPerSecond',
      queries: queries(
        { expr: derived('rejections', ['service', 'reason']), legend: 'rejected, {{reason}}, {{service}}' },
        {
          expr: rate(METRICS.http_requests_rejectable_total, ['service', 'reason']),
          legend: 'would reject, {{reason}}, {{service}}',
        }
      ),
      noValue: 'Nothing was rejected: admission control has found no limit exceeded.',
      width: 10,
      height: 7,
    }),
    timeSeries({
      id: 105,
      title: 'Aborted requests',
      description: 'Requests whose client went away before the answer was complete: often people who would not wait.',
      unit: 'requestsPerSecond',
      queries: queries({ expr: rate(METRICS.http_requests_aborted_total, ROUTE), legend: '{{service}} {{route}}' }),
      noValue: 'No client went away before its answer.',
      width: 10,
      height: 7,
    }),
    stat({
      id: 106,
      title: 'Aborted, count',
      description: 'Requests whose client went away, over the time range shown.',
      unit: 'count',
      queries: queries({
        expr: increase(METRICS.http_requests_aborted_total, SERVICE),
        legend: '{{service}}',
        instant: true,
      }),
      noValue: '0',
      decimals: 0,
      named: true,
      width: 4,
      height: 7,
    }),
  ],
} as const;

export const application = dashboard('application', 'Response time, throughput and errors, by service and by route.', [
  now,
  attention,
  performance,
  admission,
  {
    id: 909,
    question: 'Help',
    panels: [
      howToRead(
        'Errors and throughput on the left, duration on the right. Start with the routes that take the most **total time**: there a change',
        'pays most. Dashed lines are levels that people have set: the **target** is promised, at the **threshold** the engine looks for causes.',
        'Rejected and aborted requests have counters of their own and are in neither durations nor error rate.'
      ),
    ],
  },
]);
