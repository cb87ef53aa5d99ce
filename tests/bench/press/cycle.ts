import type { Optimization } from '@growth-engine/collector/contract';
import type { LoadSummary } from '../../../collector/demo/load/summary.js';
import { LOAD_ROUTES } from '../../../collector/demo/load/mix.js';
import type { LoadRoute } from '../../../collector/demo/load/mix.js';
import { PATHS } from '../../../collector/demo/shop/routes.js';
import type { Fleet } from '../../lib/fleet.js';
import { until } from '../../lib/wait.js';
import type { Days } from './days.js';

export interface Period {
  readonly meanSeconds: number;
  readonly count: number;
  readonly errors: number;
}

/** Three periods of the same requests: `control` and `before` without a press between them, `after` with one. */
export interface Cycle {
  readonly control: Period;
  readonly before: Period;
  readonly after: Period;
  /** Settings whose change was kept. */
  readonly kept: readonly string[];
}

const PLAN_MS = 90_000;
const UNDONE_MS = 20_000;

/** Mean over all requests of these routes. */
function periodOf(summary: LoadSummary, routes: readonly LoadRoute[]): Period {
  const own = routes.flatMap((route) => summary.routes[route] ?? []);
  const count = own.reduce((sum, route) => sum + route.count, 0);
  return {
    count,
    meanSeconds: own.reduce((sum, route) => sum + route.count * route.meanSeconds, 0) / count,
    errors: own.reduce((sum, route) => sum + route.errors, 0),
  };
}

/** Routes on which the kept changes bear; a change that bears on all (a pool) presses them all. */
function pressedRoutes(optimization: Optimization): readonly LoadRoute[] {
  const kept = optimization.changes.filter(({ state }) => state === 'kept');
  const changed = kept.length > 0 ? kept : optimization.changes;
  if (changed.some(({ change }) => change.routes.length === 0)) return LOAD_ROUTES;
  const templates = new Set(changed.flatMap(({ change }) => change.routes));
  return LOAD_ROUTES.filter((route) => templates.has(PATHS[route]));
}

/** `number` from 1 on; each cycle has a day of its own, which its three periods share. */
export async function runCycle(fleet: Fleet, days: Days, number: number, say: (line: string) => void): Promise<Cycle> {
  const { api, service } = fleet;
  const settingsBefore = JSON.stringify(await api.values(service));
  const control = await days.measure(number);
  const before = await days.measure(number);

  await days.goOn();
  const plan = await api.confirmablePlan(service, PLAN_MS);
  say(`pressed: ${plan.changes.map(({ setting, from, to }) => `${setting} ${from} → ${to}`).join(', ')}`);
  const { id } = await api.confirm(plan.id);
  const optimization = await api.over(id, plan.maxSeconds * 1000 + 60_000, 1_000);
  say(optimization.sentence);
  const after = await days.measure(number);

  const kept = optimization.changes.filter(({ state }) => state === 'kept').map(({ change }) => change.setting);
  await days.goOn();
  if (optimization.revertible) await api.revert(id);
  await until('the revert', UNDONE_MS, async () => JSON.stringify(await api.values(service)) === settingsBefore);
  const routes = pressedRoutes(optimization);
  return {
    control: periodOf(control, routes),
    before: periodOf(before, routes),
    after: periodOf(after, routes),
    kept,
  };
}
