import type { Fleet } from '../../lib/fleet.js';
import { until } from '../../lib/wait.js';

const PLAN_MS = 60_000;
const APPLIED_MS = 15_000;
const UNDONE_MS = 20_000;

/**
 * Presses, waits until the first change has arrived in an instance, and takes it back. Milliseconds from the confirmation
 * to that arrival, both by this machine's clock.
 */
export async function measureApplied(fleet: Fleet): Promise<number> {
  const { api, service } = fleet;
  const settingsBefore = JSON.stringify(await api.values(service));
  const plan = await api.confirmablePlan(service, PLAN_MS);
  const confirmedAt = Date.now();
  const { id } = await api.confirm(plan.id);
  const appliedAt = await until(
    'the first change',
    APPLIED_MS,
    async () => (await api.optimization(id)).changes.find((change) => change.appliedAt !== undefined)?.appliedAt,
    20
  );
  await api.cancel(id);
  await api.over(id, UNDONE_MS);
  await until('the undoing', UNDONE_MS, async () => JSON.stringify(await api.values(service)) === settingsBefore);
  return Date.parse(appliedAt) - confirmedAt;
}
