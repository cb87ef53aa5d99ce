import type {
  Actor,
  AuditAction,
  CheckVerdict,
  ChangeState,
  ComplianceState,
  DecisionReason,
  JudgingMethod,
  Mode,
  OptimizationState,
  Outcome,
  Risk,
  SettingKind,
} from '@growth-engine/collector/contract';
import type { BadgeColor, IconName } from '@grafana/ui';

interface Look {
  readonly text: string;
  readonly icon: IconName;
  readonly color: BadgeColor;
}

export const COMPLIANCE_LOOKS: Readonly<Record<ComplianceState, Look>> = {
  met: { text: 'Met', icon: 'check-circle', color: 'green' },
  missed: { text: 'Missed', icon: 'exclamation-triangle', color: 'red' },
  'no-data': { text: 'No data', icon: 'question-circle', color: 'darkgrey' },
};

export const OUTCOME_LOOKS: Readonly<Record<Outcome, Look>> = {
  kept: { text: 'Kept', icon: 'check-circle', color: 'green' },
  reverted: { text: 'Reverted', icon: 'history', color: 'orange' },
  inconclusive: { text: 'Inconclusive', icon: 'question-circle', color: 'darkgrey' },
};

export const CHANGE_LOOKS: Readonly<Record<ChangeState, Look>> = {
  waiting: { text: 'Waiting', icon: 'clock-nine', color: 'darkgrey' },
  applying: { text: 'Applying', icon: 'sync', color: 'blue' },
  observing: { text: 'Measuring', icon: 'eye', color: 'blue' },
  kept: OUTCOME_LOOKS.kept,
  reverted: OUTCOME_LOOKS.reverted,
  inconclusive: OUTCOME_LOOKS.inconclusive,
  dropped: { text: 'Left out', icon: 'times-circle', color: 'darkgrey' },
  cancelled: { text: 'Cancelled', icon: 'times-circle', color: 'orange' },
};

export const OPTIMIZATION_LOOKS: Readonly<Record<OptimizationState, Look>> = {
  planned: { text: 'Planned', icon: 'clock-nine', color: 'blue' },
  applying: { text: 'Applying', icon: 'sync', color: 'blue' },
  observing: { text: 'Measuring', icon: 'eye', color: 'blue' },
  settled: { text: 'Settled', icon: 'check-circle', color: 'green' },
  'nothing-to-do': { text: 'Nothing to do', icon: 'check', color: 'darkgrey' },
  refused: { text: 'Refused', icon: 'lock', color: 'orange' },
  cancelled: { text: 'Cancelled', icon: 'times-circle', color: 'orange' },
  failed: { text: 'Failed', icon: 'exclamation-circle', color: 'red' },
};

export const RISK_LOOKS: Readonly<Record<Risk, Look>> = {
  low: { text: 'Low risk', icon: 'shield', color: 'green' },
  medium: { text: 'Medium risk', icon: 'shield', color: 'orange' },
  high: { text: 'High risk', icon: 'shield-exclamation', color: 'red' },
};

export const METHOD_TEXTS: Readonly<Record<JudgingMethod, string>> = {
  keys: 'both values side by side, split by cache key',
  blocks: 'both values in alternating blocks of time',
  instances: 'some instances against the others',
  'before/after': 'before/after',
};

export const REASON_TEXTS: Readonly<Record<DecisionReason, string>> = {
  gain: 'it helped',
  harm: 'it did harm',
  'no-gain': 'it showed no gain',
  person: 'a person reverted it',
  lost: 'its instance was lost',
  crash: 'its instance died soon after',
  cancelled: 'it was cancelled',
};

export const MODE_TEXTS: Readonly<Record<Mode, string>> = {
  observe: 'Growth Engine only measures',
  propose: 'Growth Engine makes plans; a person presses',
  apply: 'Growth Engine acts by itself',
};

export const AUDIT_TEXTS: Readonly<Record<AuditAction, string>> = {
  targets: 'changed targets',
  thresholds: 'changed thresholds',
  mode: 'changed the mode',
  freeze: 'froze changes',
  unfreeze: 'ended the freeze',
  'setting-taken': 'took a setting over',
  'setting-returned': 'handed a setting back',
  'optimization-confirmed': 'pressed Optimize',
  'optimization-cancelled': 'cancelled an optimization',
  'optimization-reverted': 'reverted an optimization',
  'instance-left': 'ended on purpose',
};

/** Who did it, for people: `anna`, `anna (terminal)`. */
export function actorText(actor: Actor): string {
  if (actor.kind === 'engine') {
    return 'Growth Engine';
  }
  const from = actor.kind === 'host-page' ? 'host page' : actor.kind;
  return actor.kind === 'grafana' || actor.name === from ? actor.name : `${actor.name} (${from})`;
}

export const SETTING_KIND_TEXTS: Readonly<Record<SettingKind, string>> = {
  ttl: 'time to live',
  capacity: 'cache capacity',
  pool_size: 'pool size',
  concurrency_limit: 'concurrency limit',
  timeout: 'timeout',
  memory_limit: 'memory limit',
  eviction_policy: 'eviction policy',
};

interface VerdictLook extends Look {
  /** The same verdict on a symptom: is the guide needed? */
  readonly asSymptom: string;
}

/** A cause that holds while its symptom does not: worth knowing, nothing to act on. */
export const HARMLESS_LOOK: Look = { text: 'Seen, without harm now', icon: 'info-circle', color: 'darkgrey' };

export const VERDICT_LOOKS: Readonly<Record<CheckVerdict, VerdictLook>> = {
  confirmed: { text: 'Likely cause', asSymptom: 'Happening', icon: 'exclamation-triangle', color: 'orange' },
  'ruled-out': { text: 'Ruled out', asSymptom: 'Not happening', icon: 'check-circle', color: 'green' },
  'no-data': { text: 'Cannot tell', asSymptom: 'Cannot tell', icon: 'question-circle', color: 'darkgrey' },
};
