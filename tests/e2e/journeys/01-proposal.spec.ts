import { expect, test } from '../lib/test.js';
import { OptimizePart } from '../pages/optimize-part.js';

/** A threshold has to stay exceeded for a minute. */
const PROPOSED_WITHIN_MS = 150_000;

test('what the engine proposes is reviewed like a plan, confirmed or dismissed, and is in nobody’s way', async ({
  app,
  collector,
  operator,
}) => {
  const decided = (await collector.ledger()).some(({ kind }) => kind === 'decision');
  test.skip(decided, 'The engine lets settings rest for half an hour after a decision, and proposes nothing.');
  test.setTimeout(PROPOSED_WITHIN_MS + 60_000);
  const visit = await app.as('Editor');
  const panel = new OptimizePart((await visit.panels()).optimize);
  await panel.optimize.click();
  await expect(panel.confirm).toBeEnabled();

  await operator.exceedResponseTime();
  await expect
    .poll(async () => (await collector.report()).proposal?.trigger, { timeout: PROPOSED_WITHIN_MS, intervals: [1_000] })
    .toBe('threshold');
  // The page has heard of it by now, and the plan that somebody reads stays.
  await visit.page.waitForTimeout(6_000);
  await expect(panel.confirm).toBeEnabled();
  await panel.discard.click();

  await expect(panel.proposal).toContainText(/changes? waits? for somebody to confirm/);
  await expect(panel.optimize).toBeEnabled();
  await panel.review.click();
  await expect(panel.confirm).toBeEnabled();
  const proposed = (await collector.report()).proposal;
  await expect(panel.plannedChanges).toHaveCount(proposed?.changes.length ?? 0);
  await panel.discard.click();

  await panel.dismiss.click();
  await expect(panel.proposal).toHaveCount(0);
  expect((await collector.report()).proposal).toBeNull();
});
