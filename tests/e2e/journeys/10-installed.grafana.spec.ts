import { APP_ID, APP_PAGES, METRICS, OBJECTIVES, PANEL_IDS } from '@growth-engine/collector/contract';
import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cleanup } from '../../lib/cleanup.js';
import { ROOT } from '../../lib/paths.js';
import { GrafanaApi, signIn } from '../lib/grafana-api.js';
import { startSecondGrafana, SUB_PATH } from '../lib/second-grafana.js';
import { expect, test } from '../lib/test.js';
import { ConfigurationPart } from '../pages/configuration-part.js';
import { GrafanaVisit, withoutStatistics } from '../pages/grafana-surface.js';
import { evidenceNote } from '../pages/parts.js';

const DATA_SOURCE = { uid: 'their-prometheus', name: 'Their Prometheus' } as const;

/** A dashboard of somebody else's with our three panels, without a variable of ours. */
function theirDashboard(): object {
  const datasource = { type: 'prometheus', uid: DATA_SOURCE.uid };
  const { name: duration } = METRICS.http_request_duration_seconds;
  const rate = (suffix: string, selector = ''): string =>
    `sum by (service) (rate(${duration}_${suffix}${selector}[1m]))`;
  const measured = {
    response_time: `${rate('sum')} / ${rate('count')}`,
    throughput: rate('count'),
    error_rate: `(${rate('count', '{status_class="5xx"}')} or ${rate('count')} * 0) / ${rate('count')}`,
  };
  const targets = OBJECTIVES.flatMap((objective) => [
    { refId: objective, expr: measured[objective], datasource },
    {
      refId: `${objective}_target`,
      expr: `max by (service) (${METRICS.target.name}{objective="${objective}"})`,
      datasource,
    },
  ]);
  const panel = (id: number, type: string, title: string, x: number) => ({
    id,
    type,
    title,
    datasource,
    gridPos: { x, y: id === 1 ? 0 : 8, w: id === 1 ? 24 : 12, h: id === 1 ? 8 : 14 },
    targets: id === 1 ? targets : [],
  });
  return {
    dashboard: {
      uid: 'theirs',
      title: 'Theirs',
      schemaVersion: 42,
      time: { from: 'now-5m', to: 'now' },
      panels: [
        panel(1, PANEL_IDS.compliance, 'Our targets', 0),
        panel(2, PANEL_IDS.optimize, 'Press here', 0),
        panel(3, PANEL_IDS.guides, 'What to do', 12),
      ],
    },
    overwrite: true,
  };
}

/** Also those that are opened in a new tab, where no script of Grafana's mends them. */
async function linksStayBelow(page: Page): Promise<void> {
  await expect(page.locator(`a[href^="${SUB_PATH}/"]`).first()).toBeVisible();
  await expect(page.locator(`a[href^="/"]:not([href^="${SUB_PATH}/"]):not([href="${SUB_PATH}"])`)).toHaveCount(0);
}

test('the zip works in a Grafana that knew nothing of it: enabled, configured on its page, its panels on a dashboard', async ({
  browser,
  demo,
  watch,
  models,
}) => {
  test.setTimeout(240_000);
  test.skip(demo.prometheus === undefined, 'The demo has no Prometheus.');
  const cleanup = new Cleanup();
  try {
    const second = await startSecondGrafana(demo.databaseUrl, cleanup);
    const api = new GrafanaApi(second);
    await api.call('POST', `/api/plugins/${APP_ID}/settings`, { enabled: true, pinned: true, jsonData: {} });
    await api.call('POST', '/api/datasources', {
      ...DATA_SOURCE,
      type: 'prometheus',
      access: 'proxy',
      url: demo.prometheus,
      isDefault: true,
      jsonData: { timeInterval: '5s' },
    });

    const session = await signIn(second.url, second.user, second.password);
    const context = await browser.newContext({
      baseURL: second.url,
      storageState: { cookies: [...session.cookies], origins: [] },
      viewport: { width: 1280, height: 1000 },
    });
    cleanup.add(() => context.close());
    watch.follow(context);
    await withoutStatistics(context);
    watch.expect({ status: 404, url: /\/plans$/ });
    const visit = new GrafanaVisit(await context.newPage(), 'dark', models);
    const { page } = visit;

    await test.step('before the configuration the app says what is missing and leads there', async () => {
      await visit.overview();
      await expect(page.getByText('Growth Engine does not know its collector yet')).toBeVisible();
      await page.getByRole('link', { name: 'Configure the collector' }).click();
    });
    await test.step('configured on its page, the test is fine', async () => {
      const part = new ConfigurationPart(page);
      const { url, tokens } = second.collector;
      await part.save({ url, read: tokens.read, control: tokens.control });
      for (const name of ['Collector', 'Read token', 'Control token']) {
        await expect(part.check(name)).toContainText('Fine');
      }
    });
    await test.step('the three panels draw on a dashboard of theirs', async () => {
      await api.call('POST', '/api/dashboards/db', theirDashboard());
      await visit.dashboardOf('theirs');
      await expect(visit.panel('Our targets').locator.first()).toContainText(/Response time.*(Met|Missed)/s);
      await expect(
        visit.panel('Press here').locator.getByRole('button', { name: 'Optimize', exact: true })
      ).toBeEnabled();
      await expect(visit.panel('What to do').locator.first()).toContainText(/Requests take \d+/);
      for (const title of ['Our targets', 'Press here', 'What to do']) {
        await expect(visit.panel(title).getErrorIcon()).toHaveCount(0);
      }
    });
    await test.step('our dashboard, imported as it is, finds their data source', async () => {
      const dashboard = JSON.parse(readFileSync(join(ROOT, 'dashboards/json/overview.json'), 'utf8')) as object;
      await api.call('POST', '/api/dashboards/db', { dashboard, overwrite: true });
      await visit.dashboard('overview');
      await expect(visit.panel('Targets').locator.first()).toContainText(/Response time.*(Met|Missed)/s);
      await linksStayBelow(page);
    });
    await test.step('the app links below the path under which this Grafana is served', async () => {
      await visit.overview();
      await expect(page.getByRole('link', { name: 'Why is it slow?' })).toBeVisible();
      await linksStayBelow(page);
      await page.getByRole('link', { name: 'Why is it slow?' }).click();
      await expect(page).toHaveURL(new RegExp(`${SUB_PATH}${APP_PAGES.guides}`));
      await expect(evidenceNote(page)).toContainText(DATA_SOURCE.name);
      await linksStayBelow(page);
    });
  } finally {
    await cleanup.run();
  }
});
