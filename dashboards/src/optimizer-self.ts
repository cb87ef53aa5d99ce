import { METRICS, PANELS } from '@growth-engine/collector/contract';
import { NO_DATA } from './house/advice.js';
import type { Section } from './house/dashboard.js';
import { gauge, rate } from './house/promql.js';
import { queries } from './house/query.js';
import { table } from './house/table.js';
import { timeline } from './house/timeline.js';
import { timeSeries } from './house/timeseries.js';

const self: Section = {
  id: 904,
  question: 'Is the engine itself well?',
  panels: [
    timeline({
      id: PANELS.optimizer.probes,
      title: 'Probes',
      description: 'Whether the last run of each probe brought its numbers.',
      unit: 'none',
      queries: queries({
        expr: gauge('min', METRICS.probe_success, ['instance', 'probe']),
        legend: '{{instance}} {{probe}}',
      }),
      states: { 0: { text: 'failed', colour: 'red' }, 1: { text: 'ok', colour: 'green' } },
      noValue: NO_DATA.agent,
      width: 12,
      height: 11,
    }),
    timeSeries({
      id: 108,
      title: 'Time of the probes',
      description: 'How long the last run of each probe took.',
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
      description:
        'Observations per second that went to the overflow series (a label takes more values than its metric may have), and that were ignored (negative, or no finite number).',
      unit: 'perSecond',
      queries: queries(
        { expr: `${rate(METRICS.series_dropped_total, ['metric'])} > 0`, legend: 'overflow, {{metric}}' },
        { expr: `${rate(METRICS.observations_ignored_total, ['metric'])} > 0`, legend: 'ignored, {{metric}}' }
      ),
      noValue: 'No metric has reached its limit of series, and nothing was ignored.',
      width: 12,
      height: 7,
    }),
    table({
      id: 110,
      title: 'Versions',
      description: 'Every process of Growth Engine that is scraped; agents and collector should be of one version.',
      values: { A: gauge('max', METRICS.build_info, ['job', 'instance', 'role', 'version']) },
      columns: [
        { title: 'Job', from: { label: 'job' } },
        { title: 'Instance', from: { label: 'instance' } },
        { title: 'Role', from: { label: 'role' } },
        { title: 'Version', from: { label: 'version' } },
      ],
      noValue: NO_DATA.agent,
      width: 12,
      height: 7,
    }),
  ],
};

export const selfSections: readonly Section[] = [self];
