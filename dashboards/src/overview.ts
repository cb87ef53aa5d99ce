import { METRICS, OBJECTIVES, PANELS } from '@growth-engine/collector/contract';
import { NO_DATA } from './house/advice.js';
import { alertList, appPanel } from './house/app-panels.js';
import { dashboard } from './house/dashboard.js';
import { downTo } from './house/links.js';
import { objectiveQueries } from './house/objectives.js';
import { gauge } from './house/promql.js';
import { queries } from './house/query.js';
import { stat } from './house/stat.js';
import { howToRead } from './house/text.js';
import { areas, performance } from './overview-courses.js';

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
          description: {
            shows: 'Each service held against its targets. Targets are changed in the app, not here.',
            good: 'Every target is met.',
            act: 'Read the guides below, or press Optimize. Where it says no data, look for traffic and for the agent.',
          },
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
          description: {
            shows: 'Application processes that reported to the collector within the last 10 s.',
            good: 'As many as there are processes of the service.',
            act: 'Click it to see which one is gone; then look at that process and at its way to the collector.',
          },
          unit: 'count',
          queries: queries({ expr: gauge('sum', METRICS.agent_connected, SERVICE), legend: '{{service}}' }),
          missing: 'collector',
          named: true,
          steps: [
            { from: 0, colour: 'red' },
            { from: 1, colour: 'green' },
          ],
          links: [downTo('optimizer', { panel: 'agents' })],
          width: 6,
        }),
        stat({
          id: 101,
          title: 'Database up',
          description: {
            shows: 'Whether the collector reaches each database server.',
            good: 'Yes.',
            act: 'Bring the server back first: Optimize refuses until then, and tuning does not help.',
          },
          unit: 'yesNo',
          queries: queries({ expr: gauge('min', METRICS.db_server_up, ['database']), legend: '{{database}}' }),
          missing: 'server',
          named: true,
          steps: [
            { from: 0, colour: 'red' },
            { from: 1, colour: 'green' },
          ],
          links: [downTo('database')],
          width: 6,
        }),
        stat({
          id: 102,
          title: 'Probes that fail',
          description: {
            shows: 'Probes of each job whose last run failed or ran out of time.',
            good: '0.',
            act: 'Click it to see which: the numbers behind that probe are missing or old, everything else holds.',
          },
          unit: 'count',
          queries: queries({
            expr: `${gauge('count', METRICS.probe_success, ['job'])} - ${gauge('sum', METRICS.probe_success, ['job'])}`,
            legend: '{{job}}',
          }),
          missing: 'agent',
          named: true,
          steps: [
            { from: 0, colour: 'green' },
            { from: 1, colour: 'orange' },
          ],
          links: [downTo('optimizer', { panel: 'probes' })],
          width: 6,
        }),
        stat({
          id: 103,
          title: 'Changes frozen',
          description: {
            shows: 'Whether somebody has frozen changes to a service.',
            good: 'No. While frozen, nothing is optimized, and that is as somebody wanted it.',
            act: 'End the freeze in the Optimize panel when its reason is gone.',
          },
          unit: 'yesNo',
          queries: queries({ expr: gauge('max', METRICS.frozen, SERVICE), legend: '{{service}}' }),
          missing: 'collector',
          named: true,
          steps: [
            { from: 0, colour: 'green' },
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
      description: {
        shows: 'What would change and why, what is being tried, and what it brought.',
        good: 'Nothing to do: no rule finds a change that would help.',
        act: 'Press Optimize and read the plan; it is tried only after you confirm, and what does not help is undone.',
      },
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
      description: {
        shows: 'The causes that the measurements of this time range rule in or out.',
        good: 'No guide is happening.',
        act: 'Follow the likely cause: its links lead to the panel that shows it and to what can be done.',
      },
      unit: 'none',
      queries: [],
      noValue: NO_DATA.traffic,
      width: 12,
      height: 10,
    }),
    alertList({
      id: 104,
      title: 'Alerts',
      description: {
        shows: 'Alerts of the rules that come with Growth Engine, pending and firing.',
        good: 'The list is empty.',
        act: 'Open the rule: its runbook leads to the guide, its panel shows the course.',
      },
      noValue: 'No alert is pending or firing.',
      width: 12,
      height: 10,
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
