import { APP_PAGES, guidePath, GUIDES } from '@growth-engine/collector/contract';
import { expect, test } from '../lib/test.js';
import { GrafanaVisit } from '../pages/grafana-surface.js';
import { evidenceNote, guideOf } from '../pages/parts.js';

const RULE = { name: 'ResponseTimeTargetMissed', uid: 'growth-engine-target-response-time' } as const;

test('the menu of a panel leads to the guides, for the service and the time of its dashboard', async ({ app }) => {
  const visit = await app.as('Viewer');
  if (!(visit instanceof GrafanaVisit)) throw new Error('Menus of panels need Grafana.');
  await visit.dashboard('application');
  const panel = visit.panel('Response time');
  await panel.locator.first().hover();
  await panel.clickOnMenuItem('Growth Engine guides', { parentItem: 'Extensions' });
  await expect(visit.page).toHaveURL(new RegExp(`${APP_PAGES.guides}\\?.*from=now-5m&to=now`));
  await expect(evidenceNote(visit.page)).toContainText('from Prometheus');
});

test('the "More" menu of an alert rule leads to the guide of that alert', async ({ app }) => {
  const visit = await app.as('Editor');
  if (!(visit instanceof GrafanaVisit)) throw new Error('Alert rules need Grafana.');
  await visit.alertRule(RULE.uid);
  await visit.page.getByRole('button', { name: /^More/ }).first().click();
  await visit.page.getByRole('menuitem', { name: /Growth Engine guide/ }).click();
  await expect(visit.page).toHaveURL(new RegExp(`${guidePath('slow-responses')}\\?.*alert=${RULE.name}`));
  await expect(guideOf(visit.page, GUIDES['slow-responses'].title)).toBeVisible();
});
