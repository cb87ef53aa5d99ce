import { METRICS, PANELS } from '@growth-engine/collector/contract';
import { NO_DATA } from './house/advice.js';
import { OUTCOME_COLOURS, type Section } from './house/dashboard.js';
import { overrideColours } from './house/panel.js';
import { gauge, increase, meanSinceStart, perStep } from './house/promql.js';
import { queries } from './house/query.js';
import { table } from './house/table.js';
import { timeSeries } from './house/timeseries.js';

const ids = PANELS.optimizer;

export const decisions: Section = {
  id: 902,
  question: 'What did it decide, and did it help?',
  panels: [
    timeSeries({
      id: ids.decisions,
      title: 'Decisions',
      description: {
        shows:
          'Decisions by outcome within each step of the time axis. Prometheus estimates between scrapes; the table below has each one.',
        good: 'Few, and most of them kept.',
        act: 'See the history on the overview page of the app: what was measured, and why it was decided so.',
      },
      unit: 'count',
      queries: queries({
        expr: perStep(METRICS.decisions_total, ['service', 'outcome']),
        legend: '{{service}} {{outcome}}',
      }),
      overrides: overrideColours(
        Object.fromEntries(Object.entries(OUTCOME_COLOURS).map(([outcome, colour]) => [` ${outcome}$`, colour]))
      ),
      noValue: NO_DATA.decisions,
      decimals: 0,
      width: 12,
      height: 9,
    }),
    timeSeries({
      id: ids.ratio,
      title: 'Response time after ÷ before',
      description: {
        shows:
          'Measured mean response time after a change divided by that before it, by rule, over all decisions since the collector started.',
        good: 'Below 100 %: a gain.',
        act: 'A rule near 100 % brings little here: its changes are undone, and its settings can be left to a person.',
      },
      unit: 'ratio',
      queries: queries({
        expr: meanSinceStart(METRICS.decision_after_before_ratio, ['service', 'rule']),
        legend: '{{service}} {{rule}}',
      }),
      noValue: NO_DATA.decisions,
      width: 12,
      height: 9,
    }),
    table({
      id: 103,
      title: 'Latest decisions',
      description: {
        shows:
          'When each setting was last decided on, by outcome. The whole history stands on the overview page of the app.',
        good: 'Kept, and long ago: the setting has found its place.',
        act: 'The same setting kept and reverted in turn: its load changes; widen the time that is judged.',
      },
      values: { A: `${gauge('max', METRICS.decision_timestamp_seconds, ['service', 'setting', 'outcome'])} * 1000` },
      columns: [
        { title: 'Service', from: { label: 'service' }, width: 130 },
        { title: 'Setting', from: { label: 'setting' }, width: 260, grows: true },
        { title: 'Outcome', from: { label: 'outcome' }, width: 130 },
        { title: 'Decided', from: { query: 'A' }, unit: 'ago', width: 150 },
      ],
      sortBy: 'Decided',
      noValue: NO_DATA.decisions,
      width: 24,
      height: 6,
    }),
    table({
      id: 104,
      title: 'Decisions by rule',
      description: {
        shows: 'Which rules led to changes that were kept or undone, over the time range shown, and who began them.',
        good: 'Rules with kept changes.',
        act: 'A rule whose changes are always undone costs time and brings nothing: take its settings over.',
      },
      values: { A: `${increase(METRICS.decisions_total, ['service', 'rule', 'outcome', 'trigger'])} > 0` },
      columns: [
        { title: 'Service', from: { label: 'service' }, width: 130 },
        { title: 'Rule', from: { label: 'rule' }, width: 200, grows: true },
        { title: 'Outcome', from: { label: 'outcome' }, width: 130 },
        { title: 'Trigger', from: { label: 'trigger' }, width: 110 },
        { title: 'Decisions', from: { query: 'A' }, unit: 'count', decimals: 0, width: 110 },
      ],
      sortBy: 'Decisions',
      noValue: NO_DATA.decisions,
      width: 24,
      height: 6,
    }),
  ],
};
