import type { ReportDocument } from '@growth-engine/collector/contract';
import { stopPostgres } from '../lib/postgres.js';
import { expect, test } from '../lib/test.js';
import { OptimizePart } from '../pages/optimize-part.js';

test('with PostgreSQL stopped under load, health names the database and Optimize refuses; both recover', async ({
  app,
  collector,
  demo,
}) => {
  test.setTimeout(180_000);
  const visit = await app.as('Editor');
  const panel = new OptimizePart((await visit.panels()).optimize);
  await expect(panel.optimize).toBeEnabled();

  const before = measuredSeconds(await collector.report());
  const postgres = await stopPostgres(demo.databaseUrl);
  try {
    await expect.poll(async () => (await collector.health()).checks['database'], { timeout: 40_000 }).not.toBe('ok');
    const health = await collector.health();
    expect(health.status).toBe('degraded');
    await panel.optimize.click();
    await expect(panel.refusals).toContainText(/The database does not answer/, { timeout: 40_000 });
    await expect(panel.confirm).toBeHidden();
  } finally {
    postgres.resume();
  }
  await expect.poll(async () => (await collector.health()).status, { timeout: 60_000 }).toBe('healthy');
  await expect(async () => {
    if (await panel.close.isVisible()) await panel.close.click();
    await panel.optimize.click();
    await expect(panel.confirm).toBeEnabled({ timeout: 5_000 });
  }).toPass({ timeout: 60_000 });
  await panel.discard.click();
  await expect
    .poll(async () => measuredSeconds(await collector.report()), { timeout: 60_000 })
    .toBeLessThan(Math.max(2 * before, 0.1));
});

/** Mean response time of the report's window. */
const measuredSeconds = ({ compliance }: ReportDocument): number =>
  compliance.find(({ objective }) => objective === 'response_time')?.value ?? Number.POSITIVE_INFINITY;
