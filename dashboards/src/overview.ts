import { METRICS, OBJECTIVES, PANELS, THRESHOLD_METRICS } from '@growth-engine/collector/contract';
import { NO_DATA } from './house/advice.js';
import { alertList, appPanel } from './house/app-panels.js';
import { dashboard } from './house/dashboard.js';
import { downTo } from './house/links.js';
import {
  describe,
  objectiveOverrides,
  objectiveQueries,
  thresholdOverride,
  thresholdQuery,
} from './house/objectives.js';
import { derived, gauge } from './house/promql.js';
import { queries } from './house/query.js';
import { stat } from './house/stat.js';
import { howToRead } from './house/text.js';
import { timeSeries } from './house/timeseries.js';

const SERVICE = ['service'] as const;
const ids = PANELS.overview;

const now = {
  id: 901,
  question: 'Is there a problem now?',
  panels: [
    {
      width: 12,
      column: [
        appPanel('compliance', {
          id: ids.compliance,
          title: 'Targets',
          description:
            'Each service held against its targets: met, missed, or no data. Targets are changed in the app, not here.',
          unit: 'none',
          queries: OBJECTIVES.flatMap(objectiveQueries),
          noValue: NO_DATA.traffic,
          links: [downTo('application', { labels: SERVICE })],
          width: 12,
          height: 7,
        }),
        stat({
          id: 100,
          title: 'Agents connected',
          description: 'Application processes that reported to the collector within the last 10 s.',
          unit: 'count',
          queries: queries({ expr: gauge('sum', METRICS.agent_connected, SERVICE), legend: '{{service}}' }),
          noValue: NO_DATA.collector,
          named: true,
          steps: [
            { from: null, colour: 'red' },
            { from: 1, colour: 'green' },
          ],
          links: [downTo('optimizer', { panel: 'agents' })],
          width: 6,
        }),
        stat({
          id: 101,
          title: 'Database up',
          description: 'Whether the collector reaches each database server.',
          unit: 'yesNo',
          queries: queries({ expr: gauge('min', METRICS.db_server_up, ['database']), legend: '{{database}}' }),
          noValue: NO_DATA.server,
          named: true,
          steps: [
            { from: null, colour: 'red' },
            { from: 1, colour: 'green' },
          ],
          links: [downTo('database')],
          width: 6,
        }),
        stat({
          id: 102,
          title: 'Probes that fail',
          description: 'Probes whose last run failed or ran out of time; the numbers behind them are missing or old.',
          unit: 'count',
          queries: queries({
            expr: `${gauge('count', METRICS.probe_success, ['job'])} - ${gauge('sum', METRICS.probe_success, ['job'])}`,
            legend: '{{job}}',
          }),
          noValue: NO_DATA.agent,
          named: true,
          steps: [
            { from: null, colour: 'green' },
            { from: 1, colour: 'orange' },
          ],
          links: [downTo('optimizer', { panel: 'probes' })],
          width: 6,
        }),
        stat({
          id: 103,
          title: 'Changes frozen',
          description: 'Whether somebody has frozen changes to a service.',
          unit: 'yesNo',
          queries: queries({ expr: gauge('max', METRICS.frozen, SERVICE), legend: '{{service}}' }),
          noValue: NO_DATA.collector,
          named: true,
          steps: [
            { from: null, colour: 'green' },
            { from: 1, colour: 'orange' },
          ],
          links: [downTo('optimizer', { panel: 'state' })],
          width: 6,
        }),
      ],
    },
    appPanel('optimize', {
      id: ids.optimize,
      title: 'Optimize',
      description:
        'Shows what would change and why, applies it after your confirmation, measures the gain and undoes what did not help.',
      unit: 'none',
      queries: [],
      noValue: NO_DATA.collector,
      width: 12,
      height: 15,
    }),
  ],
} as const;

const attention = {
  id: 902,
  question: 'What needs attention?',
  panels: [
    appPanel('guides', {
      id: ids.guides,
      title: 'Troubleshooting guides',
      description: 'The causes that the measurements of this time range rule in or out, and what to do about each.',
      unit: 'none',
      queries: [],
      noValue: NO_DATA.traffic,
      width: 14,
      height: 10,
    }),
    alertList({
      id: 104,
      title: 'Alerts',
      description: 'Alerts of the rules that come with Growth Engine, pending and firing.',
      noValue: 'No alert is pending or firing.',
      width: 10,
      height: 10,
    }),
  ],
} as const;

const performance = {
  id: 903,
  question: 'How does it perform?',
  panels: [
    timeSeries({
      id: ids.errorRate,
      title: 'Error rate',
      description: `${describe('error_rate')} Dashed: the target.`,
      unit: 'ratio',
      queries: objectiveQueries('error_rate'),
      overrides: objectiveOverrides('error_rate'),
      noValue: NO_DATA.traffic,
      links: [downTo('application', { panel: 'errorRate', labels: SERVICE })],
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
      links: [downTo('application', { panel: 'throughput', labels: SERVICE })],
      width: 8,
    }),
    timeSeries({
      id: ids.responseTime,
      title: 'Response time',
      description: `${describe('response_time')} Dashed: the target.`,
      unit: 'seconds',
      queries: objectiveQueries('response_time'),
      overrides: objectiveOverrides('response_time'),
      noValue: NO_DATA.traffic,
      links: [downTo('application', { panel: 'responseTime', labels: SERVICE })],
      width: 8,
    }),
  ],
} as const;

const areas = {
  id: 904,
  question: 'Which area is it?',
  panels: [
    timeSeries({
      id: 105,
      title: 'Cache hit ratio',
      description: 'Share of look-ups that a cache answered.',
      unit: 'ratio',
      queries: queries({ expr: derived('cache_hit_ratio', ['service', 'cache']), legend: '{{service}} {{cache}}' }),
      noValue: NO_DATA.cache,
      min: 0,
      max: 1,
      links: [downTo('cache', { panel: 'hitRatio', labels: SERVICE })],
      width: 8,
    }),
    timeSeries({
      id: 106,
      title: 'Wait for a database connection',
      description: 'Mean time that callers waited for a connection of a pool.',
      unit: 'seconds',
      queries: queries({ expr: derived('pool_wait', ['service', 'pool']), legend: '{{service}} {{pool}}' }),
      noValue: NO_DATA.pool,
      links: [downTo('database', { panel: 'poolWait', labels: SERVICE })],
      width: 8,
    }),
    timeSeries({
      id: 107,
      title: 'CPU and memory of the processes',
      description: 'The busiest process of each service, as a share of what it may use. Dashed: the thresholds.',
      unit: 'ratio',
      queries: [
        { refId: 'A', expr: derived('cpu', SERVICE), legend: 'CPU of {{service}}' },
        { refId: 'B', expr: derived('memory', SERVICE), legend: 'memory of {{service}}' },
        ...THRESHOLD_METRICS.filter((metric) => metric === 'cpu' || metric === 'memory').map((metric) => ({
          ...thresholdQuery(metric, SERVICE),
          legend: `${metric} threshold of {{service}}`,
        })),
      ],
      overrides: [thresholdOverride('cpu'), thresholdOverride('memory')],
      noValue: NO_DATA.agent,
      min: 0,
      links: [downTo('system', { panel: 'processCpu', labels: SERVICE })],
      width: 8,
    }),
  ],
} as const;

export const overview = dashboard(
  'overview',
  'Are the services within their targets, what should be looked at, and what would make them faster.',
  [
    now,
    attention,
    performance,
    areas,
    {
      id: 909,
      question: 'Help',
      panels: [
        howToRead(
          'Read from the top: a **missed** target is a problem that users feel; the guides name its likely cause with the numbers of the',
          'chosen time range; **Optimize** proposes changes and tries them only after you confirm. A dashed line is a level that people have',
          'set: it moves when the target is changed in the app. Marks on the time axis are decisions of the loop. A click on a series leads a level down.'
        ),
      ],
    },
  ]
);
