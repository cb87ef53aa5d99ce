import {
  METRICS,
  MODES,
  OBJECTIVES,
  OPTIMIZATION_STATES,
  PANELS,
  TARGET_DEFINITIONS,
  THRESHOLD_DEFINITIONS,
  THRESHOLD_METRICS,
} from '@growth-engine/collector/contract';
import type { OptimizationState } from '@growth-engine/collector/contract';
import { NO_DATA } from './house/advice.js';
import type { Colour } from './house/colours.js';
import { dashboard } from './house/dashboard.js';
import { selfSections } from './optimizer-self.js';
import { LEVEL_UNITS } from './house/objectives.js';
import { gauge, increase, meanSinceStart, perStep, relativeToLowest, targetOf, thresholdOf } from './house/promql.js';
import { queries } from './house/query.js';
import { stat } from './house/stat.js';
import { table } from './house/table.js';
import { howToRead } from './house/text.js';
import { timeline } from './house/timeline.js';
import { timeSeries } from './house/timeseries.js';

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
      description: 'State of the latest optimization of each service.',
      unit: 'none',
      queries: queries({ expr: stateNumber, legend: '{{service}}' }),
      states: Object.fromEntries(
        OPTIMIZATION_STATES.map((state, position) => [position, { text: state, colour: STATE_COLOURS[state] }])
      ),
      noValue: NO_DATA.collector,
      width: 12,
      height: 6,
    }),
    timeline({
      id: ids.agents,
      title: 'Agents',
      description: 'Whether each agent reports to the collector.',
      unit: 'none',
      queries: queries({
        expr: gauge('max', METRICS.agent_connected, ['service', 'agent']),
        legend: '{{service}} {{agent}}',
      }),
      states: { 0: { text: 'gone', colour: 'red' }, 1: { text: 'connected', colour: 'green' } },
      noValue: NO_DATA.collector,
      width: 12,
      height: 6,
    }),
    table({
      id: 100,
      title: 'Mode',
      description: `What the loop may do by itself: ${MODES.join(', ')}.`,
      values: { A: gauge('max', METRICS.mode_info, ['service', 'mode']) },
      columns: [
        { title: 'Service', from: { label: 'service' } },
        { title: 'Mode', from: { label: 'mode' } },
      ],
      noValue: NO_DATA.collector,
      width: 8,
      height: 5,
    }),
    stat({
      id: 101,
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
      width: 8,
      height: 5,
    }),
    stat({
      id: 102,
      title: 'Decisions in this range',
      description: 'What became of the changes that were tried over the time range shown.',
      unit: 'count',
      queries: queries({ expr: increase(METRICS.decisions_total, ['outcome']), legend: '{{outcome}}', instant: true }),
      noValue: NO_DATA.decisions,
      decimals: 0,
      named: true,
      width: 8,
      height: 5,
    }),
  ],
} as const;

const decisions = {
  id: 902,
  question: 'What did it decide, and did it help?',
  panels: [
    timeSeries({
      id: ids.decisions,
      title: 'Decisions',
      description:
        'Decisions by outcome within each step of the time axis. Prometheus estimates between scrapes; the table beside has each one.',
      unit: 'count',
      queries: queries({
        expr: perStep(METRICS.decisions_total, ['service', 'outcome']),
        legend: '{{service}} {{outcome}}',
      }),
      noValue: NO_DATA.decisions,
      decimals: 0,
      width: 6,
    }),
    timeSeries({
      id: ids.ratio,
      title: 'Response time after ÷ before',
      description:
        'Measured mean response time after a change divided by that before it, over all decisions since the collector started; below 1 is a gain.',
      unit: 'ratio',
      queries: queries({
        expr: meanSinceStart(METRICS.decision_after_before_ratio, ['service', 'rule']),
        legend: '{{service}} {{rule}}',
      }),
      noValue: NO_DATA.decisions,
      width: 6,
    }),
    table({
      id: 103,
      title: 'Latest decisions',
      description: 'When each setting was last decided on, by outcome. The whole history is the ledger in the app.',
      values: { A: `${gauge('max', METRICS.decision_timestamp_seconds, ['service', 'setting', 'outcome'])} * 1000` },
      columns: [
        { title: 'Service', from: { label: 'service' }, width: 100 },
        { title: 'Setting', from: { label: 'setting' } },
        { title: 'Outcome', from: { label: 'outcome' }, width: 110 },
        { title: 'Decided', from: { query: 'A' }, unit: 'ago', width: 130 },
      ],
      sortBy: 'Decided',
      noValue: NO_DATA.decisions,
      width: 12,
    }),
    table({
      id: 104,
      title: 'Decisions by rule',
      description: 'Which rules led to changes that were kept or undone, over the time range shown.',
      values: { A: `${increase(METRICS.decisions_total, ['service', 'rule', 'outcome', 'trigger'])} > 0` },
      columns: [
        { title: 'Service', from: { label: 'service' } },
        { title: 'Rule', from: { label: 'rule' } },
        { title: 'Outcome', from: { label: 'outcome' } },
        { title: 'Trigger', from: { label: 'trigger' } },
        { title: 'Decisions', from: { query: 'A' }, unit: 'count', decimals: 0 },
      ],
      sortBy: 'Decisions',
      noValue: NO_DATA.decisions,
      width: 24,
      height: 7,
    }),
  ],
} as const;

const settings = {
  id: 903,
  question: 'Where do the settings stand?',
  panels: [
    timeSeries({
      id: ids.settings,
      title: 'How the settings moved',
      description:
        'Every setting that changed in this range, divided by its lowest value in it, so that all units share one axis: 1 is the lowest, a step is a change. Values stand in the table.',
      unit: 'none',
      queries: queries({
        expr: relativeToLowest(METRICS.setting, ['service', 'instance', 'setting']),
        legend: '{{setting}}, {{service}} {{instance}}',
      }),
      noValue: 'No setting has changed in this range.',
      largestFirst: true,
      width: 11,
      height: 11,
    }),
    table({
      id: 105,
      title: 'Settings',
      description:
        'Where each setting stands now, and who owns it: the engine may turn it, or a person has taken it over.',
      values: {
        A: gauge('max', METRICS.setting, ['service', 'setting', 'unit']),
        B: gauge('max', METRICS.setting_info, ['service', 'setting', 'owner', 'value']),
      },
      columns: [
        { title: 'Service', from: { label: 'service' }, width: 100 },
        { title: 'Setting', from: { label: 'setting' } },
        { title: 'Value', from: { query: 'A' }, unit: 'exactCount', width: 130 },
        { title: 'Unit', from: { label: 'unit' }, width: 110 },
        { title: 'Name', from: { label: 'value' }, width: 80 },
        { title: 'Owner', from: { label: 'owner' }, width: 80 },
      ],
      noValue: NO_DATA.agent,
      width: 13,
      height: 11,
    }),
    table({
      id: 106,
      title: 'Targets',
      description: 'What people have promised, as the agents know it.',
      values: Object.fromEntries(OBJECTIVES.map((objective) => [objective, targetOf(objective, SERVICE)])),
      columns: [
        { title: 'Service', from: { label: 'service' } },
        ...OBJECTIVES.map((objective) => ({
          title: TARGET_DEFINITIONS[objective].title,
          from: { query: objective },
          unit: LEVEL_UNITS[TARGET_DEFINITIONS[objective].unit],
        })),
      ],
      noValue: NO_DATA.agent,
      width: 11,
      height: 5,
    }),
    table({
      id: 107,
      title: 'Thresholds',
      description: 'The levels at which the engine looks for causes, as the agents know them.',
      values: Object.fromEntries(THRESHOLD_METRICS.map((metric) => [metric, thresholdOf(metric, SERVICE)])),
      columns: [
        { title: 'Service', from: { label: 'service' } },
        ...THRESHOLD_METRICS.map((metric) => ({
          title: THRESHOLD_DEFINITIONS[metric].title,
          from: { query: metric },
          unit: LEVEL_UNITS[THRESHOLD_DEFINITIONS[metric].unit],
        })),
      ],
      noValue: NO_DATA.agent,
      width: 13,
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
