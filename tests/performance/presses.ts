import type { Actor, Control } from '@growth-engine/collector/contract';
import { ensure } from '../lib/checks.js';
import type { Checks } from '../lib/checks.js';
import type { Cleanup } from '../lib/cleanup.js';
import { startPlantedApp } from '../lib/planted-app.js';
import { until } from '../lib/wait.js';

const PERSON: Actor = { kind: 'terminal', name: 'test:performance' };
const PRESSES = 3;
const LIMIT_MS = 1_000;

/** Milliseconds from the confirmation to the first change applied; the press is taken back. */
async function press(control: Control, service: string): Promise<number> {
  const plan = await until('a plan with a change', 25_000, async () => {
    const made = await control.createPlan(service, [], PERSON);
    return made.changes.length > 0 && made.refusals.length === 0 ? made : undefined;
  });
  const confirmedAt = Date.now();
  const { optimization } = await control.confirm(plan.id, PERSON);
  const appliedAt = await until(
    'the first change',
    10_000,
    () => control.optimization(optimization.id).changes.find((change) => change.appliedAt !== undefined)?.appliedAt,
    10
  );
  await control.cancel(optimization.id, PERSON);
  await until('the undoing', 10_000, () => control.optimization(optimization.id).state === 'cancelled');
  return Date.parse(appliedAt) - confirmedAt;
}

export async function presses(checks: Checks, cleanup: Cleanup): Promise<void> {
  await checks.check(`each of ${PRESSES} presses is applied within ${LIMIT_MS} ms`, async () => {
    const { engine } = await startPlantedApp(cleanup);
    const control = await engine.control();
    const took: number[] = [];
    for (let count = 0; count < PRESSES; count += 1) took.push(await press(control, engine.service));
    const detail = took.map((ms) => `${ms.toFixed(0)} ms`).join(', ');
    ensure(Math.max(...took) < LIMIT_MS, `They took ${detail}.`);
    return detail;
  });
}
