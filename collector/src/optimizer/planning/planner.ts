import type { Finding, Plan, Refusal, SnapshotView, Trigger } from '../../contract/index.js';
import { DERIVED, ProblemError } from '../../contract/index.js';
import { refusalsOf } from '../guards/guards.js';
import type { RecentIncident } from '../guards/recent-incident.js';
import { STRETCH_MS, incidentRefusal, recentIncident } from '../guards/recent-incident.js';
import { goalOf } from '../rules/index.js';
import { requestsOn } from '../rules/measure.js';
import { stretchesOf } from '../runner/arms.js';
import type { OptimizationBook } from '../runner/optimization-book.js';
import type { Service } from '../service/service.js';
import { diagnose } from './diagnose.js';
import { makePlan } from './plan.js';
import { unknownScope } from './scope.js';

/** Why the store cannot be written now, or undefined. */
export async function storeErrorOf(service: Service): Promise<string | undefined> {
  try {
    await service.runtime.store.check();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export interface GuardQuestion {
  readonly trigger: Trigger;
  readonly view: SnapshotView;
  readonly findings: readonly Finding[];
  readonly storeError: string | undefined;
  /** The optimization that asks is no reason against itself. */
  readonly own?: string;
}

/** What the window still holds of an incident that is over. */
function incidentOf(service: Service): RecentIncident | undefined {
  const { clock, timing } = service.runtime;
  const nowMs = clock.monotonic();
  const stretches = stretchesOf(service.fleet.connected, nowMs - timing.windowMs, nowMs, STRETCH_MS);
  return recentIncident(stretches, service.thresholds.response_time);
}

/** Guards that would stop an optimization of the service now. */
export function guardsOf(service: Service, book: OptimizationBook, question: GuardQuestion): readonly Refusal[] {
  const { view, trigger, findings, storeError, own } = question;
  const { clock, timing } = service.runtime;
  const running = book.active;
  return refusalsOf({
    nowMs: clock.now(),
    trigger,
    mode: service.mode,
    freeze: service.freeze,
    running: running === undefined || running.id === own ? undefined : { id: running.id, actor: running.actor.name },
    storeError,
    connected: service.fleet.connected.map((session) => ({
      instance: session.instance,
      measuredMs: session.measuredMs,
      checks: session.report.checks,
    })),
    requests: requestsOn(view, []).count,
    windowSeconds: view.windowSeconds,
    errorRate: DERIVED.error_rate.compute(view)[0]?.value,
    errorThreshold: service.thresholds.error_rate,
    errorsExplained: findings.some(({ rule, proposal }) => goalOf(rule) === 'error_rate' && proposal !== undefined),
    incident: trigger === 'manual' ? undefined : incidentOf(service),
    minRequests: timing.minRequests,
    baselineMs: timing.baselineMs,
  });
}

/** Diagnoses, plans and remembers the plan. Changes nothing. */
export async function createPlan(
  service: Service,
  book: OptimizationBook,
  scope: readonly string[],
  trigger: Trigger
): Promise<Plan> {
  const { clock, timing, newId } = service.runtime;
  const view = service.view();
  const settings = service.settings;
  checkScope(service, scope);
  const findings = diagnose(service, view, trigger === 'manual' ? 'pressed' : 'automatic');
  const storeError = await storeErrorOf(service);
  const incident = trigger === 'manual' ? incidentOf(service) : undefined;
  const plan = makePlan({
    id: newId('plan'),
    service: service.name,
    scope,
    trigger,
    mode: service.mode,
    nowMs: clock.now(),
    settingsRevision: service.memory.settingsRevision,
    findings,
    settings,
    refusals: guardsOf(service, book, { trigger, view, findings, storeError }),
    cautions: incident === undefined ? [] : [incidentRefusal(incident)],
    takenBy: (setting) => service.memory.state.settings[setting]?.by.name,
    coolDownUntil: (setting) => book.coolDownUntil(setting),
    timing,
  });
  book.addPlan(plan);
  return plan;
}

function checkScope(service: Service, scope: readonly string[]): void {
  if (scope.length === 0 || service.fleet.connected.length === 0) return;
  const settings = service.settings;
  const routes = new Set([
    ...settings.flatMap((setting) => setting.routes),
    ...service.fleet.connected.flatMap(({ report }) => report.routes.map(({ path }) => path)),
    ...DERIVED.throughput.compute(service.view(), {}, ['route']).map(({ labels }) => labels['route'] ?? ''),
  ]);
  const unknown = unknownScope(scope, settings, routes);
  if (unknown.length === 0) return;
  throw new ProblemError(
    'invalid-body',
    `The service "${service.name}" has no route or setting ${unknown.map((item) => `"${item}"`).join(', ')}.`,
    'Use route templates such as /products/:id, or setting names or their beginnings such as cache.products.',
    { errors: unknown.map((item) => ({ path: 'scope', message: `"${item}" names no route and no setting` })) }
  );
}
