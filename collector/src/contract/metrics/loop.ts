import { catalogue } from './types.js';

export const SETTING_METRICS = catalogue({
  target: {
    type: 'gauge',
    unit: '',
    help: 'Target by objective: response_time in seconds, throughput in requests per second, error_rate as a ratio.',
    labels: ['service', 'objective'],
    exporter: 'agent',
  },
  threshold: {
    type: 'gauge',
    unit: '',
    help: 'Level at which the engine looks for causes: cpu, memory and error_rate as ratios, response_time in seconds.',
    labels: ['service', 'metric'],
    exporter: 'agent',
  },
  setting: {
    type: 'gauge',
    unit: '',
    help: 'Current value of a setting that is a number, in its unit.',
    labels: ['service', 'setting', 'unit'],
    exporter: 'agent',
  },
  setting_info: {
    type: 'gauge',
    unit: '',
    help: 'Always 1; says who owns a setting, and its value where that is no number.',
    labels: ['service', 'setting', 'owner', 'value'],
    exporter: 'agent',
  },
});

export const LOOP_METRICS = catalogue({
  decisions_total: {
    type: 'counter',
    unit: '',
    help: 'Decisions of the loop by rule, outcome (kept, reverted, inconclusive) and trigger.',
    labels: ['service', 'rule', 'outcome', 'trigger'],
    exporter: 'collector',
  },
  decision_timestamp_seconds: {
    type: 'gauge',
    unit: 'seconds',
    help: 'When a setting was last decided on with this outcome, as Unix time.',
    labels: ['service', 'setting', 'outcome'],
    exporter: 'collector',
  },
  decision_after_before_ratio: {
    type: 'histogram',
    unit: 'ratio',
    help: 'Measured mean response time after a change divided by that before it.',
    labels: ['service', 'rule'],
    exporter: 'collector',
    edges: [0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2],
  },
  optimization_state: {
    type: 'gauge',
    unit: '',
    help: '1 for the state that the latest optimization of a service is in, 0 for the others.',
    labels: ['service', 'state'],
    exporter: 'collector',
  },
  mode_info: {
    type: 'gauge',
    unit: '',
    help: 'Always 1; says the mode of a service: observe, propose, apply.',
    labels: ['service', 'mode'],
    exporter: 'collector',
  },
  frozen: {
    type: 'gauge',
    unit: '',
    help: 'Whether changes to a service are frozen (1) or not (0).',
    labels: ['service'],
    exporter: 'collector',
  },
  agent_connected: {
    type: 'gauge',
    unit: '',
    help: 'Whether an agent has reported within the last 10 s (1) or not (0).',
    labels: ['service', 'agent'],
    exporter: 'collector',
  },
});

export const SELF_METRICS = catalogue({
  probe_success: {
    type: 'gauge',
    unit: '',
    help: 'Whether the last run of a probe brought its numbers (1) or failed or ran out of time (0).',
    labels: ['probe'],
    exporter: 'both',
  },
  probe_duration_seconds: {
    type: 'gauge',
    unit: 'seconds',
    help: 'How long the last run of a probe took.',
    labels: ['probe'],
    exporter: 'both',
  },
  series_dropped_total: {
    type: 'counter',
    unit: '',
    help: 'Observations that went to the overflow series because their metric had reached its limit of series.',
    labels: ['metric'],
    exporter: 'both',
  },
  observations_ignored_total: {
    type: 'counter',
    unit: '',
    help: 'Increments and observations that were ignored because they were negative or no finite number.',
    labels: ['metric'],
    exporter: 'both',
  },
  build_info: {
    type: 'gauge',
    unit: '',
    help: 'Always 1; says the version and the role (agent, collector) of the process.',
    labels: ['version', 'role'],
    exporter: 'both',
  },
});
