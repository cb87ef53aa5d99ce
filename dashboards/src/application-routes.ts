import { METRICS, PANELS } from '@growth-engine/collector/contract';
import { NO_DATA } from './house/advice.js';
import { COLOURS } from './house/colours.js';
import type { Section } from './house/dashboard.js';
import { heatmap } from './house/heatmap.js';
import { downTo } from './house/links.js';
import { overrideColours } from './house/panel.js';
import { buckets, derived, derivedOverRange, gauge, increase, quantile } from './house/promql.js';
import { queries } from './house/query.js';
import { table } from './house/table.js';
import { timeSeries } from './house/timeseries.js';

const SERVICE = ['service'] as const;
const ROUTE = ['service', 'route'] as const;
const ids = PANELS.application;
const duration = METRICS.http_request_duration_seconds;

export const attention: Section = {
  id: 902,
  question: 'Which routes need attention?',
  panels: [
    table({
      id: ids.routes,
      title: 'Routes',
      description: {
        shows: 'Every route over the time range shown, the one with the most total time first.',
        good: 'No route stands out, and none has errors.',
        act: 'Begin at the top: total time is what a faster route would save. Give it a cacheStrategy, or look at its statements.',
      },
      values: {
        requests: increase(duration, ROUTE, {}, '_count'),
        total: increase(duration, ROUTE, {}, '_sum'),
        mean: derivedOverRange('response_time', ROUTE),
        p95: quantile(0.95, duration, ROUTE, '$__range'),
        errors: derivedOverRange('error_rate', ROUTE),
      },
      columns: [
        { title: 'Service', from: { label: 'service' }, width: 110 },
        { title: 'Route', from: { label: 'route' }, width: 220, grows: true },
        { title: 'Requests', from: { query: 'requests' }, unit: 'exactCount', decimals: 0, width: 90 },
        { title: 'Total time', from: { query: 'total' }, unit: 'seconds', width: 100 },
        { title: 'Mean', from: { query: 'mean' }, unit: 'seconds', width: 90 },
        { title: '95 % within', from: { query: 'p95' }, unit: 'seconds', width: 90 },
        { title: 'Error rate', from: { query: 'errors' }, unit: 'ratio', decimals: 2, width: 90 },
      ],
      sortBy: 'Total time',
      noValue: NO_DATA.traffic,
      width: 24,
      height: 9,
    }),
    timeSeries({
      id: 100,
      title: 'Response time by route',
      description: {
        shows: 'Mean per route. The marks are decisions of the loop.',
        good: 'Level, and lower after a mark of a change that was kept.',
        act: 'Follow a rising route down to its queries or its cache: click the series.',
      },
      unit: 'seconds',
      queries: queries({ expr: derived('response_time', ROUTE), legend: '{{service}} {{route}}' }),
      noValue: NO_DATA.traffic,
      largestFirst: true,
      links: [
        downTo('database', { panel: 'queryTime', labels: SERVICE }),
        downTo('cache', { panel: 'hitRatio', labels: SERVICE }),
      ],
      guide: 'slow-responses',
      width: 12,
    }),
    timeSeries({
      id: 101,
      title: 'Error rate by route',
      description: {
        shows: 'Share of 5xx answers per route.',
        good: '0 on every route.',
        act: 'Read the logs of the route that is not at 0; errors of all routes at once point at the database.',
      },
      unit: 'ratio',
      decimals: 2,
      queries: queries({ expr: derived('error_rate', ROUTE), legend: '{{service}} {{route}}' }),
      noValue: NO_DATA.traffic,
      largestFirst: true,
      width: 12,
    }),
  ],
};

export const performance: Section = {
  id: 903,
  question: 'How does it perform?',
  panels: [
    timeSeries({
      id: 102,
      title: 'Response time, percentiles',
      description: {
        shows: 'What half, 95 % and 99 % of the requests stay within, over all routes.',
        good: 'Three lines not far from each other.',
        act: 'A p99 far above the others: look for cache misses, garbage collection and waits for a connection.',
      },
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
      description: {
        shows: 'Requests per bucket of duration, within each step of the time axis.',
        good: 'One narrow band, low down. Two bands are often a cache’s hit and miss.',
        act: 'When the upper band grows, look at the cache hit ratio.',
      },
      unit: 'count',
      decimals: 0,
      bucketUnit: 'seconds',
      queries: [{ refId: 'A', expr: buckets(duration), legend: '{{le}}', format: 'heatmap' }],
      noValue: NO_DATA.traffic,
      width: 12,
    }),
    timeSeries({
      id: 104,
      title: 'Answers by status',
      description: {
        shows: 'Answers per second by class of status, one on top of the other.',
        good: 'Green (2xx) and blue (3xx) only.',
        act: '4xx: clients ask for what is not there or not theirs. 5xx: see the error rate by route.',
      },
      unit: 'requestsPerSecond',
      queries: queries({ expr: derived('throughput', ['status_class']), legend: '{{status_class}}' }),
      overrides: overrideColours({
        '^2xx$': COLOURS.good,
        '^3xx$': COLOURS.neutral,
        '^4xx$': COLOURS.attention,
        '^5xx$': COLOURS.bad,
      }),
      noValue: NO_DATA.traffic,
      stacked: true,
      width: 12,
    }),
    timeSeries({
      id: ids.inFlight,
      title: 'Requests in flight',
      description: {
        shows: 'Requests that have arrived and are not yet answered, at each scrape.',
        good: 'Level: about throughput times response time.',
        act: 'A steady rise: more arrives than is answered. Look at CPU, at waits for a connection, at admission control.',
      },
      unit: 'count',
      queries: queries({ expr: gauge('sum', METRICS.http_requests_in_flight, SERVICE), legend: '{{service}}' }),
      noValue: NO_DATA.agent,
      width: 12,
    }),
    timeSeries({
      id: 112,
      title: 'Sizes of requests and answers',
      description: {
        shows: 'What 95 % of requests and answers stay within on the wire, headers included.',
        good: 'Level. Answers of more than some hundred kB are compressed or cut into pages.',
        act: 'When answers grow, look at the routes that list things without a limit, and at compression.',
      },
      unit: 'bytes',
      queries: [
        {
          refId: 'requests',
          expr: quantile(0.95, METRICS.http_request_size_bytes, SERVICE),
          legend: 'requests of {{service}}',
        },
        {
          refId: 'answers',
          expr: quantile(0.95, METRICS.http_response_size_bytes, SERVICE),
          legend: 'answers of {{service}}',
        },
      ],
      noValue: NO_DATA.sizes,
      width: 12,
    }),
  ],
};
