import { METRICS } from '@growth-engine/collector/contract';
import type { Plan } from '@growth-engine/collector/contract';
import type { Locator } from '@playwright/test';
import { SERVICE } from '../lib/demo.js';
import { query } from '../lib/prometheus.js';
import { expect, test } from '../lib/test.js';
import { GrafanaVisit } from '../pages/grafana-surface.js';
import { OptimizePart } from '../pages/optimize-part.js';
import { card } from '../pages/parts.js';

/** Beside what the plan says a press takes at most: settling between its changes, and a busy machine. */
const SLACK_MS = 120_000;
const BESIDES_MS = 90_000;
const NUMBER_WITH_UNIT = /\d[\d.,]*\s?(ms|s|%)/;

test('a press shows its plan, applies it after the confirmation, keeps what helped, says so everywhere, and a revert restores everything', async ({
  app,
  collector,
  demo,
}) => {
  const visit = await app.as('Editor');
  const before = await collector.settings();
  // In Grafana from a dashboard's panel to the end, in the host page from the overview until the first gain.
  const root = async () => {
    if (app.name === 'grafana') return (await visit.panels()).optimize;
    await visit.overview();
    return card(visit.page, 'Optimize');
  };
  const panel = new OptimizePart(await root());
  let pressMs = SLACK_MS;

  await test.step('the plan says old → new, why, what is expected and the risk', async () => {
    const answer = visit.page.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url().endsWith('/plans')
    );
    await panel.optimize.click();
    const plan = (await (await answer).json()) as Plan;
    expect(plan.changes.length).toBeGreaterThan(0);
    pressMs = plan.maxSeconds * 1000 + SLACK_MS;
    test.setTimeout(pressMs + BESIDES_MS);
    await expect(panel.plannedChanges).toHaveCount(plan.changes.length);
    for (const [index, change] of plan.changes.entries()) {
      await saysWhatWouldChange(panel.plannedChanges.nth(index), change);
    }
    expect(await collector.settings(), 'a plan changes nothing').toEqual(before);
  });

  await test.step('confirmed, it says who, which step and how long', async () => {
    await panel.confirm.click();
    await expect(panel.optimization).toContainText(`Pressed by ${app.actorOf('Editor').name}`);
    await expect(panel.sentence).toContainText(/Trying .+ \(1 of \d+\)/);
    await expect(panel.optimization).toContainText(/at most .+ left/);
    await expect(panel.optimization).toContainText(/Measuring/);
    await expect(panel.cancel).toBeEnabled();
  });

  await test.step('at least one change is kept, with before, after, interval, n and how it was judged', async () => {
    if (app.name === 'host page') await enoughWithOne(panel, pressMs);
    await expect(panel.optimize).toBeVisible({ timeout: pressMs });
    await expect(panel.revert).toBeVisible();
    const kept = panel.changes.filter({ hasText: 'Kept' }).first();
    await expect(kept).toContainText(/Response time\s*\d[\d.,]* m?s → \d[\d.,]* m?s/);
    await expect(kept).toContainText(/\d+ (% \w+ )?to [\d.]+ (% \w+|times as slow) · [\d,.]+ requests/);
    await expect(kept).toContainText(/both values|before\/after|some instances/i);
    await expect(kept).toContainText('it helped');
  });

  const optimization = await collector.latest();
  const titleOf = (id: string): string =>
    optimization?.changes.find(({ change }) => change.id === id)?.change.title ?? id;
  const decisions = optimization?.changes.flatMap(({ decision }) => (decision === undefined ? [] : [decision])) ?? [];
  const kept = decisions.filter(({ outcome }) => outcome === 'kept');
  expect(kept.length).toBeGreaterThan(0);

  await test.step('the ledger has each decision, with the person', async () => {
    const entries = await collector.ledger();
    for (const decision of decisions) {
      const entry = entries.find((each) => each.kind === 'decision' && each.decision.id === decision.id);
      expect(entry?.kind === 'decision' && entry.decision.actor).toMatchObject(app.actorOf('Editor'));
    }
  });

  await test.step('Prometheus has the decisions as series', async () => {
    test.skip(demo.prometheus === undefined, 'The demo has no Prometheus.');
    for (const { setting, outcome, rule, at } of kept) {
      const selector = `service="${SERVICE}",outcome="${outcome}"`;
      const name = METRICS.decision_timestamp_seconds.name;
      await expect
        .poll(async () => (await query(demo.prometheus ?? '', `${name}{${selector},setting="${setting}"}`))[0]?.value, {
          timeout: 30_000,
        })
        .toBeCloseTo(Date.parse(at) / 1000, 0);
      const [count] = await query(
        demo.prometheus ?? '',
        `sum(${METRICS.decisions_total.name}{${selector},rule="${rule}",trigger="manual"})`
      );
      expect(count?.value).toBeGreaterThan(0);
    }
  });

  if (visit instanceof GrafanaVisit) {
    await test.step('the dashboard marks the decision on its time axis', async () => {
      // Panels outside the window are loaded when they come into it.
      await visit.page.setViewportSize({ width: 1280, height: 3000 });
      const responseTime = visit.panel('Response time').locator.first();
      await expect(responseTime.getByTestId(/annotation-marker/).first()).toBeVisible({ timeout: 30_000 });
      await visit.page.setViewportSize({ width: 1280, height: 900 });
    });
  }

  await test.step('Revert restores the exact settings', async () => {
    await panel.revert.scrollIntoViewIfNeeded();
    await panel.revert.click();
    for (const { change } of kept) {
      const row = panel.changes.filter({ hasText: titleOf(change) });
      await expect(row).toContainText('Reverted');
    }
    await expect(panel.revert).toBeHidden();
    await expect.poll(() => collector.settings()).toEqual(before);
    const entries = await collector.ledger();
    const reverted = entries.find((each) => each.kind === 'audit' && each.action === 'optimization-reverted');
    expect(reverted?.kind === 'audit' && reverted.actor).toMatchObject(app.actorOf('Editor'));
  });
});

/** Waits for the first kept change and cancels what would follow: what was kept stays. */
async function enoughWithOne(panel: OptimizePart, pressMs: number): Promise<void> {
  const kept = panel.changes.filter({ hasText: 'Kept' }).first();
  await expect(kept.or(panel.optimize).first()).toBeVisible({ timeout: pressMs });
  if (await panel.cancel.isVisible()) await panel.cancel.click();
}

async function saysWhatWouldChange(row: Locator, change: Plan['changes'][number]): Promise<void> {
  await expect(row).toContainText(change.title);
  await expect(row).toContainText(String(change.from));
  await expect(row).toContainText(String(change.to));
  await expect(row).toContainText(change.why);
  await expect(row).toContainText(/Expected response time.*\d+ % (faster|slower)/);
  await expect(row).toContainText(new RegExp(`${change.risk} risk`, 'i'));
  await row.getByText('Evidence, risk and how it is judged').click();
  await expect(row).toContainText(change.riskText);
  await expect(row).toContainText(change.undo);
  await expect(row).toContainText(NUMBER_WITH_UNIT);
}
