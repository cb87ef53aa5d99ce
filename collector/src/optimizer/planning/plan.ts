import { createHash } from 'node:crypto';
import type {
  Change,
  Expectation,
  Finding,
  JudgingMethod,
  Mode,
  Plan,
  Refusal,
  Risk,
  SettingKind,
  Trigger,
} from '../../contract/index.js';
import { refusalOfChange, coolDownOf } from '../guards/change-guards.js';
import { goalOf } from '../rules/index.js';
import { WORTHWHILE_GAIN } from '../rules/steps.js';
import type { MergedSetting } from '../settings/merge.js';
import { formatSetting } from '../settings/validate.js';
import type { LoopTiming } from '../timing.js';
import { inScope } from './scope.js';

export interface PlanParts {
  readonly id: string;
  readonly service: string;
  readonly scope: readonly string[];
  readonly trigger: Trigger;
  readonly mode: Mode;
  readonly nowMs: number;
  readonly settingsRevision: number;
  readonly findings: readonly Finding[];
  readonly settings: readonly MergedSetting[];
  readonly refusals: readonly Refusal[];
  /** What a person should know before pressing, about the service as a whole. */
  readonly cautions: readonly Refusal[];
  readonly takenBy: (setting: string) => string | undefined;
  readonly coolDownUntil: (setting: string) => string | undefined;
  readonly timing: LoopTiming;
}

const RISKS: Readonly<Record<SettingKind, { readonly risk: Risk; readonly text: string }>> = {
  ttl: { risk: 'low', text: 'Answers may be as old as the new TTL.' },
  capacity: { risk: 'low', text: 'The cache takes more memory.' },
  pool_size: { risk: 'medium', text: 'The database serves more connections at once.' },
  concurrency_limit: { risk: 'high', text: 'Requests beyond the limit are rejected with 503.' },
  timeout: { risk: 'medium', text: 'Callers wait longer before they give up.' },
  memory_limit: { risk: 'high', text: 'The process may take more memory.' },
  eviction_policy: { risk: 'low', text: 'The cache keeps other entries than before.' },
};

/** How a change will be judged with so many instances: others are the best control, then a split within the process. */
export function methodOf(setting: Pick<MergedSetting, 'split'>, instances: number): JudgingMethod {
  if (instances >= 2) return 'instances';
  return setting.split === 'whole' ? 'before/after' : setting.split;
}

interface Candidate {
  readonly finding: Finding;
  readonly setting: MergedSetting;
  readonly expected: Expectation;
}

function changeOf({ finding, setting, expected }: Candidate, id: string): Change {
  const { risk, text } = RISKS[setting.kind];
  const to = finding.proposal ?? setting.value;
  return {
    id,
    rule: finding.rule,
    setting: setting.name,
    title: setting.title,
    kind: setting.kind,
    unit: setting.unit,
    from: setting.value,
    to,
    why: finding.summary,
    evidence: finding.evidence,
    expected,
    risk,
    riskText:
      setting.kind === 'capacity' && Number(to) < Number(setting.value)
        ? 'More look-ups miss the smaller cache.'
        : text,
    undo: `${setting.title} goes back to ${formatSetting(setting.value, setting.unit)} at once.`,
    instances: setting.on,
    routes: setting.routes,
    method: methodOf(setting, setting.on.length),
  };
}

/** Findings with a change that is worth a trial, by expected gain; one per setting. */
function candidatesOf({ findings, settings, scope }: PlanParts): readonly Candidate[] {
  const byName = new Map(settings.map((setting) => [setting.name, setting]));
  const chosen = new Map<string, Candidate>();
  for (const finding of findings) {
    const setting = finding.setting === undefined ? undefined : byName.get(finding.setting);
    const { proposal, expected } = finding;
    if (setting === undefined || proposal === undefined || expected === undefined || !inScope(scope, setting)) continue;
    if (goalOf(finding.rule) === 'response_time' && 1 - expected.ratio < WORTHWHILE_GAIN) continue;
    const rival = chosen.get(setting.name);
    if (rival === undefined || expected.ratio < rival.expected.ratio)
      chosen.set(setting.name, { finding, setting, expected });
  }
  return [...chosen.values()].sort((a, b) => a.expected.ratio - b.expected.ratio);
}

/** Makes the immutable plan: what to change in which order, what was left out and why. */
export function makePlan(parts: PlanParts): Plan {
  const { id, service, scope, trigger, nowMs, settingsRevision, refusals, timing } = parts;
  const warnings: Refusal[] = [...parts.cautions];
  const changes: Change[] = [];
  for (const candidate of candidatesOf(parts)) {
    const { name } = candidate.setting;
    const coolDownUntil = parts.coolDownUntil(name);
    const refusal = refusalOfChange({
      setting: candidate.setting,
      name,
      to: candidate.finding.proposal ?? candidate.setting.value,
      takenBy: parts.takenBy(name),
      coolDownUntil,
      nowMs,
      trigger,
      mode: parts.mode,
    });
    const warning = refusal ?? coolDownOf(name, candidate.setting.title, coolDownUntil, nowMs);
    if (warning !== undefined) warnings.push(warning);
    if (refusal === undefined) changes.push(changeOf(candidate, `${id}-${changes.length + 1}`));
  }
  const findings = parts.findings.filter((finding) => {
    const setting = parts.settings.find(({ name }) => name === finding.setting);
    return setting === undefined || inScope(scope, setting);
  });
  const body = { service, scope, trigger, settingsRevision, findings, changes, refusals, warnings };
  return deepFreeze({
    id,
    hash: createHash('sha256').update(JSON.stringify(body)).digest('hex'),
    ...body,
    createdAt: new Date(nowMs).toISOString(),
    expiresAt: new Date(nowMs + timing.planTtlMs).toISOString(),
    maxSeconds: (changes.length * timing.judgeMs) / 1000,
  });
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
