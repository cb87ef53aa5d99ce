import { METRICS, MODES, OPTIMIZATION_STATES, PANELS } from '@growth-engine/collector/contract';
import type { OptimizationState } from '@growth-engine/collector/contract';
import { NO_DATA } from './house/advice.js';
import type { Colour } from './house/colours.js';
import { dashboard } from './house/dashboard.js';
import { gauge, increase } from './house/promql.js';
import { queries } from './house/query.js';
import { stat } from './house/stat.js';
import { table } from './house/table.js';
import { howToRead } from './house/text.js';
import { timeline } from './house/timeline.js';
import { decisions } from './optimizer-decisions.js';
import { selfSections } from './optimizer-self.js';
import { settings } from './optimizer-settings.js';

const SERVICE = ['service'] as const;
const ids = PANELS.optimizer;

const STATE_COLOURS: Readonly<Record<OptimizationState, Colour>> = {
  planned: 'blue',
  applying: 'orange',
  observing: 'blue',
  settled: 'green',
  'nothing-to-do': 'text',
  refused: 'orange',
  cancelled: 'text',
  failed: 'red',
};

/** One series per state becomes one number per service: the position of the state that holds. */
const stateNumber = OPTIMIZATION_STATES.map(
  (state, position) => `${gauge('max', METRICS.optimization_state, SERVICE, { state })} * ${position}`
).join(' + ');

const now = {
  id: 901,
  question: 'What is the loop doing?',
  panels: [
    timeline({
      id: ids.state,
      title: 'Optimization',
      description: {
        shows: 'State of the latest optimization of each service.',
        good: 'settled, or nothing-to-do.',
        act: 'planned: confirm or let it lapse, on the overview. refused or failed: the Optimize panel says why.',
      },
      unit: 'none',
      queries: queries({ expr: stateNumber, legend: '{{service}}' }),
      of: METRICS.optimization_state,
      states: Object.fromEntries(
        OPTIMIZATION_STATES.map((state, position) => [position, { text: state, colour: STATE_COLOURS[state] }])
      ),
      missing: 'collector',
      width: 12,
      height: 6,
    }),
    timeline({
      id: ids.agents,
      title: 'Agents',
      description: {
        shows: 'Whether each agent reports to the collector.',
        good: 'connected; a rectangle that ends belongs to a process that was replaced.',
        act: 'gone: is the process alive, does it reach the collector, is its token right? It keeps its settings meanwhile.',
      },
      unit: 'none',
      queries: queries({
        expr: gauge('max', METRICS.agent_connected, ['service', 'agent']),
        legend: '{{service}} {{agent}}',
      }),
      of: METRICS.agent_connected,
      states: { 0: { text: 'gone', colour: 'red' }, 1: { text: 'connected', colour: 'green' } },
      missing: 'collector',
      width: 12,
      height: 6,
    }),
    table({
      id: 100,
      title: 'Mode',
      description: {
        shows: `What the loop may do by itself: ${MODES.join(', ')}.`,
        good: 'The mode that you have chosen for the service.',
        act: 'Change it on the targets page of the app: observe only looks, propose waits for a press, apply acts.',
      },
      values: { A: gauge('max', METRICS.mode_info, ['service', 'mode']) },
      columns: [
        { title: 'Service', from: { label: 'service' }, width: 120, grows: true },
        { title: 'Mode', from: { label: 'mode' }, width: 90, grows: true },
      ],
      noValue: NO_DATA.collector,
      width: 8,
      height: 5,
    }),
    stat({
      id: 101,
      title: 'Changes frozen',
      description: {
        shows: 'Whether somebody has frozen changes to a service.',
        good: 'No. While frozen, nothing is optimized, and that is as somebody wanted it.',
        act: 'End the freeze in the Optimize panel of the overview when its reason is gone.',
      },
      unit: 'yesNo',
      queries: queries({ expr: gauge('max', METRICS.frozen, SERVICE), legend: '{{service}}' }),
      missing: 'collector',
      named: true,
      steps: [
        { from: 0, colour: 'green' },
        { from: 1, colour: 'orange' },
      ],
      width: 8,
      height: 5,
    }),
    stat({
      id: 102,
      title: 'Decisions in this range',
      description: {
        shows: 'What became of the changes that were tried over the time range shown.',
        good: 'Kept ones. Reverted and inconclusive ones did no harm: they were undone.',
        act: 'Many reverted: the table below says which rule; leave such settings to a person.',
      },
      unit: 'count',
      queries: queries({ expr: increase(METRICS.decisions_total, ['outcome']), legend: '{{outcome}}', instant: true }),
      missing: 'decisions',
      decimals: 0,
      named: true,
      width: 8,
      height: 5,
    }),
  ],
} as const;

export const optimizer = dashboard(
  'optimizer',
  'What the loop does, what it decided, what that brought, and whether the engine itself is well.',
  [
    now,
    decisions,
    settings,
    ...selfSections,
    {
      id: 909,
      question: 'Help',
      panels: [
        howToRead(
          'An optimization goes from **planned** over **applying** and **observing** to **settled**. Each change is then *kept* (a gain was shown),',
          '*reverted* (harm, no gain, or a person) or *inconclusive* (undone as well). A setting that a **person** owns is left alone. The last section',
          'watches the engine itself: a probe that fails leaves a gap in the numbers and nothing else.'
        ),
      ],
    },
  ]
);
