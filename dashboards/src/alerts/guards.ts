import { METRICS, OBJECTIVES, THRESHOLD_METRICS } from '@growth-engine/collector/contract';
import { PER_PROCESS, PER_SERVICE } from './scope.js';
import type { AlertRule, GuardRule, RuleGroup } from './types.js';

const by = (labels: readonly string[]): string => `by (${labels.join(', ')})`;
const on = (labels: readonly string[]): string => `on (${labels.join(', ')})`;

/** Kinds of level: a series each, told apart by a label. */
const LEVELS = {
  target: { metric: METRICS.target.name, label: 'objective', values: OBJECTIVES },
  threshold: { metric: METRICS.threshold.name, label: 'metric', values: THRESHOLD_METRICS },
} as const;
type Level = (typeof LEVELS)[keyof typeof LEVELS];

/** Services that count requests, once per level that they should have, less those that have it. */
const missing = (level: Level): string => {
  const services = `count ${by(PER_SERVICE)} (${METRICS.http_requests_in_flight.name})`;
  const expected = level.values.map((value) => `label_replace(${services}, "${level.label}", "${value}", "", "")`);
  const labels = [...PER_SERVICE, level.label];
  return `(${expected.join(' or ')}) unless ${on(labels)} count ${by(labels)} (${level.metric})`;
};

const duplicate = (level: Level): string => `count ${by([...PER_PROCESS, level.label])} (${level.metric}) > 1`;

const disagreeing = (level: Level): string => {
  const labels = by([...PER_SERVICE, level.label]);
  return `count ${labels} (count_values ${by([...PER_SERVICE, level.label])} ("value", ${level.metric})) > 1`;
};

const base = {
  kind: 'guard',
  severity: 'warning',
  format: 'number',
} as const;

const levelGuards = (name: 'target' | 'threshold'): readonly GuardRule[] => {
  const level = LEVELS[name];
  const title = name === 'target' ? 'Target' : 'Threshold';
  const which = `{label:${level.label}} of {label:service}`;
  const shared = {
    ...base,
    shows: { dashboard: 'overview', panel: 'compliance' },
    runbook: { page: 'targets' },
  } as const;
  return [
    {
      ...shared,
      name: `${title}Missing`,
      uid: `growth-engine-guard-${name}-missing`,
      summary: `A ${name} is not exported, so that its alert stays silent.`,
      description: `No process exports the ${name} ${which}: the alert that compares with it cannot fire. Is the agent of the same version as these rules?`,
      forMinutes: 5,
      labels: [...PER_SERVICE, level.label],
      wrong: missing(level),
    },
    {
      ...shared,
      name: `${title}Duplicate`,
      uid: `growth-engine-guard-${name}-duplicate`,
      summary: `One process exports a ${name} more than once.`,
      description: `The process at {label:instance} exports the ${name} ${which} {value} times; alerts compare with the largest. Look for a second registry or a relabelling rule.`,
      forMinutes: 5,
      labels: [...PER_PROCESS, level.label],
      wrong: duplicate(level),
    },
    {
      ...shared,
      name: `${title}Disagrees`,
      uid: `growth-engine-guard-${name}-disagrees`,
      summary: `The processes of a service hold different values of one ${name}.`,
      description: `The processes of {label:service} hold {value} different values of the ${name} {label:${level.label}}; alerts compare with the largest. One of them no longer hears its collector.`,
      forMinutes: 5,
      labels: [...PER_SERVICE, level.label],
      wrong: disagreeing(level),
    },
  ];
};

const AGENT = ['cluster', 'namespace', 'service', 'agent'] as const;
const PROBE = ['cluster', 'namespace', 'job', 'instance', 'probe'] as const;
const DATABASE = ['cluster', 'namespace', 'database'] as const;
const BY_COLLECTOR = ['cluster', 'service'] as const;

const engineGuards: readonly AlertRule[] = [
  {
    ...base,
    name: 'ProbeFailed',
    uid: 'growth-engine-guard-probe-failed',
    summary: 'A probe brings no numbers.',
    description:
      'The probe {label:probe} of {label:instance} fails or runs out of time; its panels and the alerts on them are blind.',
    forMinutes: 2,
    shows: { dashboard: 'optimizer', panel: 'probes' },
    runbook: { page: 'overview' },
    labels: PROBE,
    wrong: `max ${by(PROBE)} (${METRICS.probe_success.name}) == 0`,
  },
  {
    ...base,
    name: 'AgentGone',
    uid: 'growth-engine-guard-agent-gone',
    summary: 'An agent no longer reports to the collector.',
    description:
      'The agent {label:agent} of {label:service} has not reported for more than 10 seconds. The application keeps its settings; it is left out of optimizations.',
    forMinutes: 2,
    shows: { dashboard: 'optimizer', panel: 'agents' },
    runbook: { page: 'overview' },
    labels: AGENT,
    wrong: `max ${by(AGENT)} (${METRICS.agent_connected.name}) == 0`,
  },
  {
    ...base,
    name: 'AgentsAbsent',
    uid: 'growth-engine-guard-agents-absent',
    severity: 'info',
    summary: 'Prometheus scrapes no agent at all.',
    description:
      'No series of an agent arrived for 10 minutes: no alert on a service can fire. Check the scrape targets.',
    forMinutes: 5,
    shows: { dashboard: 'optimizer', panel: 'agents' },
    runbook: { page: 'overview' },
    labels: [],
    wrong: `absent_over_time(${METRICS.target.name}[10m])`,
  },
  {
    ...base,
    name: 'CollectorDown',
    uid: 'growth-engine-guard-collector-down',
    summary: 'The collector of a service is not scraped.',
    description:
      'Agents of {label:service} are scraped, but no collector exports its mode: nothing is optimized, and Optimize cannot be pressed. The application does not notice.',
    forMinutes: 1,
    shows: { dashboard: 'optimizer', panel: 'state' },
    runbook: { page: 'overview' },
    labels: BY_COLLECTOR,
    wrong: `count ${by(BY_COLLECTOR)} (${METRICS.target.name}) unless ${on(BY_COLLECTOR)} count ${by(BY_COLLECTOR)} (${METRICS.mode_info.name})`,
  },
  {
    ...base,
    name: 'DatabaseUnreachable',
    uid: 'growth-engine-guard-database-unreachable',
    summary: 'A database cannot be reached.',
    description:
      'The collector cannot reach the database {label:database}. Optimize refuses until it is back: this is no problem that tuning solves.',
    forMinutes: 1,
    shows: { dashboard: 'database', panel: 'server' },
    runbook: { guide: 'slow-responses' },
    labels: DATABASE,
    wrong: `max ${by(DATABASE)} (${METRICS.db_server_up.name}) == 0`,
  },
];

export const guardGroup: RuleGroup = {
  name: 'growth-engine-guards',
  rules: [...levelGuards('target'), ...levelGuards('threshold'), ...engineGuards],
};
