import { METRICS, PANELS } from '@growth-engine/collector/contract';
import { NO_DATA } from './house/advice.js';
import type { Section } from './house/dashboard.js';
import { derived, gauge, increase, orNone, orZero, rate } from './house/promql.js';
import { queries } from './house/query.js';
import { stat } from './house/stat.js';
import { timeSeries } from './house/timeseries.js';

const SERVICE = ['service'] as const;
/** A process that would count them is scraped. */
const counting = gauge('sum', METRICS.http_requests_in_flight, SERVICE);

export const admission: Section = {
  id: 904,
  question: 'What was turned away?',
  panels: [
    timeSeries({
      id: PANELS.application.rejected,
      title: 'Rejected requests',
      description: {
        shows:
          'Requests that admission control answered with 503, by reason, and those that it would have rejected if it enforced its limits.',
        good: 'Neither. Some rejections under a peak are better than a service that answers nobody.',
        act: 'Look at requests in flight and CPU at that time: add instances, or let Optimize try another limit.',
      },
      unit: 'requestsPerSecond',
      queries: queries(
        {
          expr: orNone(derived('rejections', ['service', 'reason']), 'reason', counting, SERVICE),
          legend: 'rejected, {{reason}}, {{service}}',
        },
        {
          expr: orNone(
            rate(METRICS.http_requests_rejectable_total, ['service', 'reason']),
            'reason',
            counting,
            SERVICE
          ),
          legend: 'would reject, {{reason}}, {{service}}',
        }
      ),
      noValue: NO_DATA.agent,
      width: 10,
      height: 7,
    }),
    timeSeries({
      id: 105,
      title: 'Aborted requests',
      description: {
        shows: 'Requests whose client went away before the answer was complete, by route.',
        good: 'None, or a few: people close pages.',
        act: 'Compare with the response time of the same route: often people would not wait.',
      },
      unit: 'requestsPerSecond',
      queries: queries({
        expr: orNone(rate(METRICS.http_requests_aborted_total, ['service', 'route']), 'route', counting, SERVICE),
        legend: '{{route}}, {{service}}',
      }),
      noValue: NO_DATA.agent,
      width: 10,
      height: 7,
    }),
    stat({
      id: 106,
      title: 'In total',
      description: {
        shows: 'Requests rejected and aborted over the time range shown.',
        good: '0, or few beside the requests answered.',
        act: 'See the panels on the left for when, why and where.',
      },
      unit: 'count',
      queries: queries(
        {
          expr: orZero(increase(METRICS.http_requests_rejected_total, SERVICE), counting),
          legend: 'rejected, {{service}}',
          instant: true,
        },
        {
          expr: orZero(increase(METRICS.http_requests_aborted_total, SERVICE), counting),
          legend: 'aborted, {{service}}',
          instant: true,
        }
      ),
      missing: 'agent',
      decimals: 0,
      named: true,
      width: 4,
      height: 7,
    }),
  ],
};
