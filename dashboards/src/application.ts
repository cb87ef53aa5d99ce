import { PANELS } from '@growth-engine/collector/contract';
import { attention, performance } from './application-routes.js';
import { admission } from './application-admission.js';
import { NO_DATA } from './house/advice.js';
import { dashboard } from './house/dashboard.js';
import {
  describe,
  hiddenThreshold,
  objectiveOverrides,
  objectiveQueries,
  thresholdOverride,
  thresholdQuery,
  throughputPerMinute,
} from './house/objectives.js';
import { howToRead } from './house/text.js';
import { timeSeries } from './house/timeseries.js';

const SERVICE = ['service'] as const;
const ids = PANELS.application;

const now = {
  id: 901,
  question: 'Do the services keep their promises?',
  panels: [
    timeSeries({
      id: ids.errorRate,
      title: 'Error rate',
      description: {
        shows: `${describe('error_rate')} Rejected and aborted requests are not counted. Dashed: target and threshold.`,
        good: 'Below the target.',
        act: 'Find the route in the panels below, then read its logs: tuning does not repair errors.',
      },
      unit: 'ratio',
      decimals: 2,
      queries: [...objectiveQueries('error_rate'), thresholdQuery('error_rate', SERVICE)],
      overrides: [...objectiveOverrides('error_rate'), thresholdOverride('error_rate')],
      noValue: NO_DATA.traffic,
      width: 8,
    }),
    timeSeries({
      id: ids.throughput,
      title: 'Throughput',
      description: {
        shows: `${describe('throughput')} Dashed: the target, a minimum.`,
        good: 'Above the dashed line, and steady.',
        act: 'Less demand is the usual reason. Compare with response time and with what was turned away, below.',
      },
      unit: 'requestsPerMinute',
      queries: throughputPerMinute(),
      overrides: objectiveOverrides('throughput'),
      noValue: NO_DATA.traffic,
      width: 8,
    }),
    timeSeries({
      id: ids.responseTime,
      title: 'Response time',
      description: {
        shows: `${describe('response_time')} Dashed: the target; the threshold, often far above, is drawn when its name is clicked.`,
        good: 'Below the target.',
        act: 'Read the guide; the routes below say where the time goes.',
      },
      unit: 'seconds',
      queries: [...objectiveQueries('response_time'), thresholdQuery('response_time', SERVICE)],
      overrides: [...objectiveOverrides('response_time'), hiddenThreshold('response_time')],
      noValue: NO_DATA.traffic,
      guide: 'slow-responses',
      width: 8,
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
