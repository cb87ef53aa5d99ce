import { GUIDE_IDS, GUIDES } from '@growth-engine/collector/contract';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../lib/test.js';
import { evidenceNote, guideOf } from '../pages/parts.js';

const HOUR_MS = 3_600_000;

/** Every guide says whether it happens; every cause says what the measurements say, with a number where there is one. */
async function everyGuideHasEvidence(root: Page | Locator): Promise<void> {
  for (const id of GUIDE_IDS) {
    const { title, causes } = GUIDES[id];
    const guide = guideOf(root, title);
    await expect(guide.getByRole('button', { name: title }).first()).toContainText(
      /Happening|Not happening|Cannot tell/
    );
    const toggle = guide.getByRole('button', { name: title }).first();
    if ((await toggle.getAttribute('aria-expanded')) === 'false') await toggle.click();
    const items = guide.getByRole('list', { name: /^Causes of/ }).locator(':scope > li');
    await expect(items).toHaveCount(causes.length);
    for (const [index, cause] of causes.entries()) {
      const item = items.nth(index);
      await expect(item).toContainText(cause.title);
      await expect(item).toContainText(/(Likely cause|Seen, without harm now|Ruled out).*\d|Cannot tell/);
    }
  }
}

test('the guides page and panel hold every cause against live numbers', async ({ app, operator }) => {
  await operator.missResponseTime();
  const visit = await app.as('Viewer');
  await visit.guides();
  await everyGuideHasEvidence(visit.page);
  const slow = guideOf(visit.page, GUIDES['slow-responses'].title);
  await expect(slow).toContainText(/Requests take [\d.]+ m?s on average and miss the target of [\d.]+ m?s/);
  await expect(slow).toContainText(/Likely cause/);
  await expect(slow.getByRole('link').first()).toBeVisible();
  await expect(evidenceNote(visit.page)).toContainText(
    app.name === 'grafana' ? 'from Prometheus' : 'from the collector'
  );

  const { guides } = await visit.panels();
  await everyGuideHasEvidence(guides);
});

test('a guide that is opened for an earlier time shows the evidence of then', async ({ app, surfaceName }) => {
  test.skip(surfaceName !== 'grafana', 'Earlier times need Prometheus, which the host page does without.');
  const visit = await app.as('Viewer');
  const { title } = GUIDES['slow-responses'];

  const yesterday = Date.now() - 24 * HOUR_MS;
  await visit.guides({ guide: 'slow-responses', from: yesterday - HOUR_MS, to: yesterday });
  await expect(guideOf(visit.page, title)).toContainText('Cannot tell');
  await expect(guideOf(visit.page, title)).toContainText('No request was answered in this time.');
  await expect(evidenceNote(visit.page)).toContainText('You are looking at the past');

  await visit.guides({ guide: 'slow-responses', from: Date.now() - 60_000, to: Date.now() });
  await expect(guideOf(visit.page, title)).toContainText(/Requests take \d+/);
  await expect(evidenceNote(visit.page)).not.toContainText('You are looking at the past');
});
