import { APP_ID, DASHBOARDS } from '@growth-engine/collector/contract';
import type { DashboardId } from '@growth-engine/collector/contract';
import type { Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { RESULTS } from '../../lib/paths.js';
import { foldedRows } from '../lib/dashboards.js';
import { expect, test } from '../lib/test.js';
import { DASHBOARD_HEIGHT, GrafanaVisit } from '../pages/grafana-surface.js';
import { OptimizePart } from '../pages/optimize-part.js';
import { evidenceNote } from '../pages/parts.js';

const THEMES = ['dark', 'light'] as const;
const WIDTHS = [1280, 1920] as const;
const SETTLED_MS = 1_500;
const ROLE = 'Editor';

/** For people to look at: `SCREENS=1 npm run e2e -- screens` leaves them in tests/results/screens. */
test.describe('screens', () => {
  test.skip(process.env['SCREENS'] !== '1', 'Pictures are taken with SCREENS=1.');

  for (const theme of THEMES) {
    for (const width of WIDTHS) {
      test(`every page, panel and dashboard, ${theme}, ${width} pixels wide`, async ({ app, surfaceName, watch }) => {
        // The connection test asks for a plan of a service that cannot exist.
        watch.expect({ status: 404, url: /\/plans$/ });
        test.setTimeout(400_000);
        const folder = join(RESULTS, 'screens', surfaceName.replace(' ', '-'), `${theme}-${width}`);
        mkdirSync(folder, { recursive: true });
        const visit = await app.as(ROLE, { width, height: 1000, theme });
        const { page } = visit;
        if (surfaceName === 'host page') {
          await page.addInitScript(`localStorage.setItem('${APP_ID}.host.theme', '${theme}')`);
        }
        const shot = async (name: string, tall = 0): Promise<void> => {
          if (tall > 0) await page.setViewportSize({ width, height: tall });
          await page.waitForLoadState('load');
          await page.waitForTimeout(SETTLED_MS);
          await page.screenshot({ path: join(folder, `${name}.png`) });
          if (tall > 0) await page.setViewportSize({ width, height: 1000 });
        };

        await visit.overview();
        await expect(page.getByRole('table', { name: 'Routes' })).toBeVisible();
        await shot('overview', 1500);
        await visit.targets();
        await expect(page.getByRole('button', { name: 'Save' }).first()).toBeVisible();
        await shot('targets');
        await visit.guides();
        await expect(evidenceNote(page)).toBeVisible();
        await shot('guides', 1500);
        await visit.guides({ guide: 'slow-responses' });
        await expect(evidenceNote(page)).toBeVisible();
        await shot('guide');
        const { optimize } = await visit.panels();
        await expect(new OptimizePart(optimize).optimize).toBeEnabled();
        await shot('panels');
        await planned(page, new OptimizePart(optimize), shot);
        if (visit instanceof GrafanaVisit) {
          for (const id of Object.keys(DASHBOARDS) as DashboardId[]) {
            await page.setViewportSize({ width, height: DASHBOARD_HEIGHT });
            await visit.dashboard(id);
            await visit.unfold(foldedRows(id));
            await page.waitForTimeout(4_000);
            await shot(`dashboard-${id}`, DASHBOARD_HEIGHT);
          }
        }
        const admin = await app.as('Admin', { width, height: 1000, theme });
        await admin.configuration();
        await admin.page.getByRole('button', { name: 'Test', exact: true }).click();
        await expect(admin.page.getByText('All is well.')).toBeVisible();
        await admin.page.screenshot({ path: join(folder, 'configuration.png') });
      });
    }
  }
});

/** A plan, the press while it measures, and after it was cancelled. */
async function planned(page: Page, panel: OptimizePart, shot: (name: string) => Promise<void>): Promise<void> {
  await panel.optimize.click();
  await expect(panel.confirm).toBeEnabled();
  await shot('plan');
  await panel.confirm.click();
  await expect(panel.optimization).toContainText('so far', { timeout: 40_000 });
  await shot('measuring');
  await panel.cancel.click();
  await expect(panel.optimization).toContainText('Cancelled');
  await shot('cancelled');
  await page.waitForTimeout(500);
}
