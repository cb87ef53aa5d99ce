import type { Finding } from '../../contract/index.js';
import { DERIVED, METRICS } from '../../contract/index.js';
import { formatSetting } from '../settings/validate.js';
import { evidence, lookupsOf, percent, requestsOn, total } from './measure.js';
import { expectGain, stepDown } from './steps.js';
import type { Rule, RuleContext, RuleSetting } from './types.js';

/** A cache below this share of the memory limit cannot be what fills it. */
const MIN_SHARE = 0.05;

interface Candidate {
  readonly setting: RuleSetting;
  readonly bytes: number;
  /** Seconds of loading that it saves per byte and window. */
  readonly worth: number;
}

const candidateOf = ({ view }: RuleContext, setting: RuleSetting): Candidate => {
  const bytes = total(view.gauge(METRICS.cache_bytes.name, 'max', setting.subject));
  const { hits, loadSeconds } = lookupsOf(view, setting.subject);
  return { setting, bytes, worth: (hits * (loadSeconds ?? 0.001)) / Math.max(1, bytes) };
};

function diagnose(context: RuleContext): readonly Finding[] {
  const { view, thresholds, step, settings } = context;
  const memory = Math.max(0, ...DERIVED.memory.compute(view).map(({ value }) => value));
  if (memory <= thresholds.memory) return [];
  const limit = Math.max(1, ...view.gauge(METRICS.process_memory_limit_bytes.name, 'max').map(({ value }) => value));
  const largest = settings
    .filter(({ kind }) => kind === 'capacity')
    .map((setting) => candidateOf(context, setting))
    .filter(({ bytes }) => bytes / limit >= MIN_SHARE)
    .sort((a, b) => a.worth - b.worth)[0];
  const about = evidence(
    'memory',
    'ratio',
    memory,
    {},
    `Memory stands at ${percent(memory)}, the threshold at ${percent(thresholds.memory)}`
  );
  const common = {
    rule: memoryNearLimit.id,
    title: 'Memory is near its limit',
    ruledOutBy: `Resident memory below ${percent(thresholds.memory)} of what the process may use.`,
    guide: 'high-memory',
  } as const;
  const proposal = largest === undefined ? undefined : stepDown(largest.setting, step);
  if (largest === undefined || proposal === undefined) {
    return [
      {
        ...common,
        summary: `The process uses ${percent(memory)} of its memory, and no cache is large enough to be the reason.`,
        evidence: [about],
        advice: 'Look for what grows (heap snapshots), or give the process more memory.',
      },
    ];
  }
  const { setting, bytes } = largest;
  const name = Object.values(setting.subject).join(', ');
  const requests = requestsOn(view, setting.routes);
  const { hits, loadSeconds } = lookupsOf(view, setting.subject);
  // At worst the lost entries are asked for as often as the others.
  const loss = requests.seconds <= 0 ? 0 : Math.min(1, (hits * (loadSeconds ?? 0) * 0.5) / requests.seconds);
  return [
    {
      ...common,
      summary:
        `The process uses ${percent(memory)} of its memory; the cache ${name} holds ${percent(bytes / limit)} of the limit ` +
        `and saves the least per byte. Half of ${formatSetting(setting.value, setting.unit)} would give back ${percent(bytes / limit / 2)}.`,
      evidence: [
        about,
        evidence(
          METRICS.cache_bytes.name,
          'bytes',
          bytes,
          setting.subject,
          `${name} holds ${percent(bytes / limit)} of the memory limit`
        ),
      ],
      setting: setting.name,
      proposal,
      expected: expectGain(
        -loss / 4,
        -loss,
        0.01,
        `Entries that go are those used least; at worst their share of ${hits} hits has to be loaded again.`
      ),
    },
  ];
}

/** Memory near its limit with large caches: the one with the lowest value per byte gives way. */
export const memoryNearLimit: Rule = {
  id: 'memory-near-limit',
  title: 'Memory limit near',
  goal: 'memory',
  diagnose,
};
