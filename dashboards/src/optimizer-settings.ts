import {
  API_BASE,
  ENDPOINTS,
  METRICS,
  OBJECTIVES,
  PANELS,
  TARGET_DEFINITIONS,
  THRESHOLD_DEFINITIONS,
  THRESHOLD_METRICS,
} from '@growth-engine/collector/contract';
import { NO_DATA } from './house/advice.js';
import type { Section } from './house/dashboard.js';
import { LEVEL_UNITS, shownTarget } from './house/objectives.js';
import { gauge, relativeToLowest, thresholdOf } from './house/promql.js';
import { queries } from './house/query.js';
import { table } from './house/table.js';
import { timeSeries } from './house/timeseries.js';

const SERVICE = ['service'] as const;

export const settings: Section = {
  id: 903,
  question: 'Where do the settings stand?',
  panels: [
    timeSeries({
      id: PANELS.optimizer.settings,
      title: 'How the settings moved',
      description: {
        shows:
          'Every setting that changed in this range, divided by its lowest value in it, so that all units share one axis: 1 is the lowest, a step is a change.',
        good: 'Few steps, each with a mark of the decision that made it.',
        act: 'A step without a mark was made by a person: the history in the app names them. Values stand in the table.',
      },
      unit: 'none',
      queries: queries({
        expr: relativeToLowest(METRICS.setting, ['service', 'instance', 'setting']),
        legend: '{{setting}}, {{service}} {{instance}}',
      }),
      noValue: 'No setting has changed in this range.',
      largestFirst: true,
      stepped: true,
      width: 24,
      height: 8,
    }),
    table({
      id: 105,
      title: 'Settings',
      description: {
        shows: 'Where each setting stands now, and who owns it.',
        good: 'Owned by the engine, unless a person has a reason.',
        act: `Take a setting over, or hand it back, at the collector: PUT or DELETE ${API_BASE}${ENDPOINTS.putSetting.path}.`,
      },
      values: {
        A: gauge('max', METRICS.setting, ['service', 'setting', 'unit']),
        B: gauge('max', METRICS.setting_info, ['service', 'setting', 'owner', 'value']),
      },
      columns: [
        { title: 'Service', from: { label: 'service' }, width: 130 },
        { title: 'Setting', from: { label: 'setting' }, width: 260, grows: true },
        { title: 'Value', from: { query: 'A' }, unit: 'exactCount', width: 140 },
        { title: 'Unit', from: { label: 'unit' }, width: 120 },
        { title: 'Name', from: { label: 'value' }, width: 110 },
        { title: 'Owner', from: { label: 'owner' }, width: 100 },
      ],
      noValue: NO_DATA.agent,
      width: 24,
      height: 11,
    }),
    table({
      id: 106,
      title: 'Targets',
      description: {
        shows: 'What people have promised, as the agents know it.',
        good: 'What you have agreed on.',
        act: 'Change them on the targets page of the app: alerts and dashed lines follow.',
      },
      values: Object.fromEntries(OBJECTIVES.map((objective) => [objective, shownTarget(objective, SERVICE)])),
      columns: [
        { title: 'Service', from: { label: 'service' }, width: 100, grows: true },
        ...OBJECTIVES.map((objective) => ({
          title: TARGET_DEFINITIONS[objective].title,
          from: { query: objective },
          unit: LEVEL_UNITS[TARGET_DEFINITIONS[objective].unit],
          width: objective === 'throughput' ? 110 : 70,
          ...(objective === 'error_rate' ? { decimals: 2 } : {}),
        })),
      ],
      noValue: NO_DATA.agent,
      width: 12,
      height: 5,
    }),
    table({
      id: 107,
      title: 'Thresholds',
      description: {
        shows: 'The levels at which the engine looks for causes, as the agents know them.',
        good: 'Looser than the targets, and never reached.',
        act: 'Change them on the targets page of the app.',
      },
      values: Object.fromEntries(THRESHOLD_METRICS.map((metric) => [metric, thresholdOf(metric, SERVICE)])),
      columns: [
        { title: 'Service', from: { label: 'service' }, width: 90, grows: true },
        ...THRESHOLD_METRICS.map((metric) => ({
          title: THRESHOLD_DEFINITIONS[metric].title,
          from: { query: metric },
          unit: LEVEL_UNITS[THRESHOLD_DEFINITIONS[metric].unit],
          width: 64,
          ...(metric === 'error_rate' ? { decimals: 2 } : {}),
        })),
      ],
      noValue: NO_DATA.agent,
      width: 12,
      height: 5,
    }),
  ],
};
