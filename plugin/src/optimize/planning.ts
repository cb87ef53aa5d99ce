import type { Plan, SettingKind } from '@growth-engine/collector/contract';
import { controlApi, idFromLink, newIdempotencyKey } from '../api/client';
import { ControlApiError } from '../api/errors';
import { SETTING_KIND_TEXTS } from '../format/words';
import type { StageEvent } from './stage';

/** A plan for the whole service, or for its settings of one kind. */
export async function planFor(service: string, kind: SettingKind | undefined): Promise<Plan> {
  if (kind === undefined) {
    return controlApi.createPlan(service, []);
  }
  const { settings } = await controlApi.settings({ service });
  const scope = settings.filter((setting) => setting.kind === kind).map(({ name }) => name);
  if (scope.length === 0) {
    throw new ControlApiError(
      'not-found',
      `${service} has no setting of this kind (${SETTING_KIND_TEXTS[kind]}).`,
      'Optimize the whole service instead.'
    );
  }
  return controlApi.createPlan(service, scope);
}

/**
 * What to show after a 409: the new plan for a stale or expired one, the running optimization for another press.
 * Any other error comes back as itself.
 */
export async function replacementFor(
  error: ControlApiError,
  service: string,
  kind: SettingKind | undefined
): Promise<StageEvent> {
  if (error.kind === 'plan-stale' || error.kind === 'plan-expired') {
    const id = idFromLink(error.link, 'plans');
    const plan = id === undefined ? await planFor(service, kind) : await controlApi.plan(id);
    return { kind: 'planned', plan, key: newIdempotencyKey(), notice: `${error.message} This is the new plan.` };
  }
  if (error.kind === 'optimization-running') {
    const id = idFromLink(error.link, 'optimizations');
    if (id !== undefined) {
      return { kind: 'follow', optimization: await controlApi.optimization(id), notice: error.message };
    }
  }
  return { kind: 'failed', error };
}
