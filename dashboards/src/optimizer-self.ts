import { METRICS, PANELS } from '@growth-engine/collector/contract';
import { NO_DATA } from './house/advice.js';
import type { Section } from './house/dashboard.js';
import { gauge, orNone, rate, select } from './house/promql.js';
import { queries } from './house/query.js';
import { table } from './house/table.js';
import { timeline } from './house/timeline.js';
import { timeSeries } from './house/timeseries.js';

/** Any process of ours is scraped. */
const scraped = `count(${select(METRICS.build_info)})`;

const self: Section = {
  id: 904,
  question: 'Is the engine itself well?',
  panels: [
    timeline({
      id: PANELS.optimizer.probes,
      title: 'Probes',
      description: {
        shows: 'Whether the last run of each probe brought its numbers.',
        good: 'ok everywhere.',
        act: 'failed: the log of that process says why once. Only the numbers behind this probe are missing.',
      },
      unit: 'none',
      queries: queries({
        expr: gauge('min', METRICS.probe_success, ['instance', 'probe']),
        legend: '{{instance}} {{probe}}',
      }),
      of: METRICS.probe_success,
      states: { 0: { text: 'failed', colour: 'red' }, 1: { text: 'ok', colour: 'green' } },
      missing: 'agent',
      width: 12,
      height: 11,
    }),
    timeSeries({
      id: 108,
      title: 'Time of the probes',
      description: {
        shows: 'How long the last run of each probe took.',
        good: 'Below some tens of milliseconds.',
        act: 'A probe that takes long asks something slow, mostly the database; it is given up at its deadline and harms nothing.',
      },
      unit: 'seconds',
      queries: queries({
        expr: gauge('max', METRICS.probe_duration_seconds, ['instance', 'probe']),
        legend: '{{instance}} {{probe}}',
      }),
      noValue: NO_DATA.agent,
      largestFirst: true,
      width: 12,
      height: 11,
    }),
    timeSeries({
      id: 109,
      title: 'Observations without a series of their own',
      description: {
        shows:
          'Observations per second that went to the overflow series (a label takes more values than its metric may have), and that were ignored (negative, or no finite number).',
        good: '0.',
        act: 'overflow: give routes patterns instead of ids. ignored: a clock or a counter of the application runs backwards.',
      },
      unit: 'perSecond',
      queries: queries(
        {
          expr: orNone(`${rate(METRICS.series_dropped_total, ['metric'])} > 0`, 'metric', scraped, []),
          legend: 'overflow, {{metric}}',
        },
        {
          expr: orNone(`${rate(METRICS.observations_ignored_total, ['metric'])} > 0`, 'metric', scraped, []),
          legend: 'ignored, {{metric}}',
        }
      ),
      noValue: NO_DATA.agent,
      width: 12,
      height: 7,
    }),
    table({
      id: 110,
      title: 'Versions',
      description: {
        shows: 'Every process of Growth Engine that is scraped.',
        good: 'Agents and collector of one version.',
        act: 'Update the older ones; alert rules expect the series of their own version.',
      },
      values: { A: gauge('max', METRICS.build_info, ['job', 'instance', 'role', 'version']) },
      columns: [
        { title: 'Job', from: { label: 'job' }, width: 120, grows: true },
        { title: 'Instance', from: { label: 'instance' }, width: 140, grows: true },
        { title: 'Role', from: { label: 'role' }, width: 84 },
        { title: 'Version', from: { label: 'version' }, width: 80 },
      ],
      noValue: NO_DATA.agent,
      width: 12,
      height: 7,
    }),
  ],
};

export const selfSections: readonly Section[] = [self];
