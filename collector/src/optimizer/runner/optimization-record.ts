import type {
  Actor,
  Change,
  ChangeProgress,
  ChangeState,
  Decision,
  DecisionReason,
  Measurement,
  Optimization,
  OptimizationState,
  Plan,
  Refusal,
  StoredSetting,
  Trigger,
} from '../../contract/index.js';

/** One change of an optimization while things happen to it. */
export interface ChangeRecord {
  /** The plan's change; its value may be reduced before it is tried. */
  change: Change;
  state: ChangeState;
  startedAt?: string;
  appliedAt?: string;
  live?: Measurement;
  decision?: Decision;
  dropped?: Refusal;
  /** Monotonic time at which judging ends at the latest. */
  deadlineMs?: number;
  /** What was stored before, so that a revert restores exactly that; undefined: nothing was. */
  former?: StoredSetting | undefined;
}

/** Why a run shall stop; with a setting, only the change of that setting. */
export interface Interrupt {
  readonly reason: DecisionReason;
  readonly sentence: string;
  readonly setting?: string;
}

export interface OptimizationRecord {
  readonly id: string;
  readonly plan: string;
  readonly service: string;
  readonly trigger: Trigger;
  actor: Actor;
  state: OptimizationState;
  startedAt: string;
  finishedAt?: string;
  sentence: string;
  readonly changes: ChangeRecord[];
  interrupt?: Interrupt | undefined;
  /** Settles when it has finished; set while it runs. */
  finished?: Promise<void>;
}

export const isActive = ({ state }: OptimizationRecord): boolean => state === 'applying' || state === 'observing';

/** Whether anything of it has ever been tried; a trigger's plan that nobody confirmed has not. */
export const hasBegun = ({ state, changes }: OptimizationRecord): boolean =>
  state !== 'planned' && !(state === 'cancelled' && changes.every((change) => change.state === 'waiting'));

export const recordOf = (
  plan: Plan,
  parts: Pick<OptimizationRecord, 'id' | 'actor' | 'state' | 'startedAt' | 'sentence'>
): OptimizationRecord => ({
  ...parts,
  plan: plan.id,
  service: plan.service,
  trigger: plan.trigger,
  changes: plan.changes.map((change) => ({ change, state: 'waiting' })),
});

const progressOf = (record: ChangeRecord, monotonicMs: number): ChangeProgress => {
  const { change, state, startedAt, appliedAt, live, decision, dropped, deadlineMs } = record;
  const isOpen = state === 'applying' || state === 'observing';
  return {
    change,
    state,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(appliedAt === undefined ? {} : { appliedAt }),
    ...(isOpen && deadlineMs !== undefined
      ? { secondsLeft: Math.max(0, Math.ceil((deadlineMs - monotonicMs) / 1000)) }
      : {}),
    ...(live === undefined ? {} : { live }),
    ...(decision === undefined ? {} : { decision }),
    ...(dropped === undefined ? {} : { dropped }),
  };
};

/** What people see of it. */
export function viewOf(record: OptimizationRecord, monotonicMs: number, judgeMs: number): Optimization {
  const { id, plan, service, trigger, actor, state, startedAt, finishedAt, sentence } = record;
  const changes = record.changes.map((change) => progressOf(change, monotonicMs));
  const secondsLeft = changes.reduce(
    (sum, change) => sum + (change.state === 'waiting' ? judgeMs / 1000 : (change.secondsLeft ?? 0)),
    0
  );
  return {
    id,
    plan,
    service,
    trigger,
    actor,
    state,
    startedAt,
    ...(finishedAt === undefined ? {} : { finishedAt }),
    sentence,
    ...(isActive(record) ? { secondsLeft: Math.ceil(secondsLeft) } : {}),
    changes,
    revertible: !isActive(record) && changes.some((change) => change.state === 'kept'),
  };
}
