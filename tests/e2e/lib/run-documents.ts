import type { Change, ChangeProgress, Decision, Measurement, Optimization } from '@growth-engine/collector/contract';
import { SERVICE } from './demo.js';

const AT = '2026-01-01T00:00:00.000Z';
const ACTOR = { kind: 'grafana', name: 'edda', role: 'Editor' } as const;

const change = (id: string, title: string, method: Change['method']): Change => ({
  id,
  rule: 'a-rule',
  setting: `route.${id}.ttl`,
  title,
  kind: 'ttl',
  unit: 'seconds',
  from: 2,
  to: 8,
  why: '62 % of the look-ups find an entry that expired.',
  evidence: [],
  expected: { quantity: 'response_time', ratio: 0.62, low: 0.48, high: 0.81, basis: 'Expiries' },
  risk: 'low',
  riskText: 'Answers may be 8 s old.',
  undo: 'It goes back to 2 s.',
  instances: [],
  routes: [],
  method,
});

const measured = (part: Partial<Measurement> = {}): Measurement => ({
  quantity: 'response_time',
  before: 0.312,
  after: 0.174,
  ratio: 0.558,
  low: 0.49,
  high: 0.63,
  n: 412,
  blocks: 24,
  eGain: 38,
  eHarm: 0.1,
  method: 'keys',
  ...part,
});

const kept = (of: Change): ChangeProgress => {
  const { id, rule, setting, unit, from, to, expected } = of;
  const decision: Decision = {
    id: `d-${id}`,
    at: AT,
    service: SERVICE,
    optimization: 'o-1',
    plan: 'p-1',
    change: id,
    rule,
    setting,
    unit,
    from,
    to,
    trigger: 'manual',
    outcome: 'kept',
    reason: 'gain',
    actor: ACTOR,
    expected,
    measured: measured({ n: 1840 }),
    sentence: 'Kept.',
  };
  return { change: of, state: 'kept', decision };
};

const run = (part: Pick<Optimization, 'sentence' | 'changes'> & Partial<Optimization>): Optimization => ({
  id: 'o-1',
  plan: 'p-1',
  service: SERVICE,
  trigger: 'manual',
  actor: ACTOR,
  state: 'observing',
  startedAt: AT,
  secondsLeft: 84,
  revertible: false,
  ...part,
});

export interface Phase {
  readonly optimization: Optimization;
  /** What its first change says then, and only then. */
  readonly says: string;
}

/** A run of two changes from its start to its end, as the collector tells it, with hardly any and with enough data. */
export function phasesOfARun(): readonly Phase[] {
  const [one, two] = [change('a', 'TTL of route /a', 'keys'), change('b', 'TTL of route /b', 'blocks')] as const;
  const waiting = { change: two, state: 'waiting' } as const;
  const trying = (says: string, progress: Omit<ChangeProgress, 'change'>): Phase => ({
    says,
    optimization: run({ sentence: 'Trying TTL of route /a.', changes: [{ change: one, ...progress }, waiting] }),
  });
  const thin = measured({ n: 12, blocks: 1, low: 0, high: 10 });
  return [
    trying('Waiting', { state: 'waiting' }),
    trying('Applying', { state: 'applying', secondsLeft: 60 }),
    trying('Waiting for the first measurements', { state: 'observing', secondsLeft: 50 }),
    trying('Not enough requests yet: 12 of about 60', { state: 'observing', secondsLeft: 40, live: thin }),
    trying('412 requests', { state: 'observing', secondsLeft: 30, live: measured() }),
    {
      says: 'Kept',
      optimization: run({
        sentence: 'Trying TTL of route /b.',
        changes: [kept(one), { change: two, state: 'observing', secondsLeft: 20, live: thin }],
      }),
    },
    {
      says: 'Kept',
      optimization: run({
        sentence: 'Both are kept.',
        state: 'settled',
        finishedAt: AT,
        changes: [kept(one), kept(two)],
      }),
    },
  ];
}
