import { SERVICE } from '../lib/demo.js';
import { expect, test } from '../lib/test.js';
import { OptimizePart } from '../pages/optimize-part.js';
import { card } from '../pages/parts.js';

/** In no plan of the demo, so that taking it over only makes the plan stale. */
const OTHER_SETTING = 'request.timeout';

test('a plan that is confirmed after a setting changed is not applied: the new plan stands there instead', async ({
  app,
  collector,
  watch,
}) => {
  watch.expect({ status: 409, url: /\/optimizations$/ });
  const visit = await app.as('Editor');
  const before = await collector.settings();
  const panel = new OptimizePart((await visit.panels()).optimize);
  await panel.optimize.click();
  await expect(panel.confirm).toBeEnabled();

  const taken = await visit.proxy('PUT', `/settings/${OTHER_SETTING}?service=${SERVICE}`, { value: 31 });
  expect(taken.status).toBe(200);
  try {
    const refusal = visit.page.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url().endsWith('/optimizations')
    );
    await panel.confirm.click();
    expect((await refusal).status()).toBe(409);
    await expect(panel.root.getByText(/This is the new plan/)).toBeVisible();
    await expect(panel.confirm).toBeEnabled();
    await panel.discard.click();
    await expect(panel.optimize).toBeEnabled();
  } finally {
    await visit.proxy('DELETE', `/settings/${OTHER_SETTING}?service=${SERVICE}`);
    await visit.proxy('PUT', `/settings/${OTHER_SETTING}?service=${SERVICE}`, { value: 30 });
    await visit.proxy('DELETE', `/settings/${OTHER_SETTING}?service=${SERVICE}`);
  }
  await expect.poll(() => collector.settings()).toEqual(before);
});

test('a press that is cancelled while it measures undoes what it tried', async ({ app, collector }) => {
  const visit = await app.as('Editor');
  const before = await collector.settings();
  await visit.overview({ kind: 'ttl' });
  const part = new OptimizePart(card(visit.page, 'Optimize'));
  await expect(part.root).toContainText('Limited to settings of one kind');
  await part.optimize.click();
  await part.confirm.click();
  await expect(part.optimization).toContainText('Measuring');
  // Only when the keys have changed sides there is a figure that popular keys do not make.
  await expect(part.optimization).toContainText('so far', { timeout: 60_000 });

  await part.cancel.click();
  await expect(part.optimization).toContainText('Cancelled');
  await expect(part.optimize).toBeEnabled();
  await expect.poll(() => collector.settings()).toEqual(before);
  expect((await collector.latest())?.state).toBe('cancelled');
});

test('frozen, Optimize refuses with its sentence; unfrozen, it plans again', async ({ app, collector }) => {
  const visit = await app.as('Editor');
  const panel = new OptimizePart((await visit.panels()).optimize);
  await panel.freezeFor('1 hour');
  await expect(panel.unfreeze).toBeEnabled();
  await expect(panel.root).toContainText(/Frozen until .+ by /);

  await panel.optimize.click();
  await expect(panel.refusals).toContainText(`Changes are frozen`);
  await expect(panel.refusals).toContainText(`by ${app.actorOf('Editor').name}`);
  await expect(panel.confirm).toBeHidden();
  await panel.close.click();

  await panel.unfreeze.click();
  await expect(panel.root.getByText(/Frozen until/)).toBeHidden();
  expect((await collector.report()).freeze).toBeNull();
  await panel.optimize.click();
  await expect(panel.confirm).toBeEnabled();
  await panel.discard.click();
});
