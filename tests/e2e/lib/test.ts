import { test as base } from '@grafana/plugin-e2e';
import { expect } from '@playwright/test';
import type { Browser } from '@playwright/test';
import { GrafanaSurface } from '../pages/grafana-surface.js';
import type { GrafanaModels } from '../pages/grafana-surface.js';
import { HostSurface } from '../pages/host-surface.js';
import type { Surface } from '../pages/surface.js';
import { readPrepared } from './demo.js';
import type { Demo, Prepared } from './demo.js';
import { GrafanaApi } from './grafana-api.js';
import { Collector } from './collector.js';
import { Operator } from './operator.js';
import { Watch } from './watch.js';

export interface SurfaceOptions {
  surfaceName: 'grafana' | 'host page';
}

interface Fixtures {
  readonly prepared: Prepared;
  readonly demo: Demo;
  readonly watch: Watch;
  /** The app as people see it: in the host page or in Grafana. */
  readonly app: Surface;
  /** The collector behind it, asked as its operator asks. */
  readonly collector: Collector;
  /** Has put the demo back to how it was found before the journey begins: none depends on how the one before it ended. */
  readonly operator: Operator;
  /** Version and selectors of the Grafana under test, for the page models of @grafana/plugin-e2e. */
  readonly models: GrafanaModels;
  /** From where plugin-e2e learns the version. */
  readonly bootData: { readonly version: string; readonly namespace?: string; readonly selectorsUrl?: string };
  /** Grafana's API; only in the project that has one. */
  readonly grafana: GrafanaApi;
}

/** The oldest Grafana that the app supports: for selectors that nobody uses, where there is none. */
const OLDEST_GRAFANA = '12.4.0';

const surfaceOf = (
  name: SurfaceOptions['surfaceName'],
  browser: Browser,
  prepared: Prepared,
  watch: Watch,
  models: GrafanaModels
): Surface =>
  name === 'grafana' ? new GrafanaSurface(browser, prepared, watch, models) : new HostSurface(browser, prepared, watch);

export const test = base.extend<Fixtures & SurfaceOptions>({
  surfaceName: ['host page', { option: true }],
  prepared: async ({ surfaceName }, use) => {
    const prepared = readPrepared();
    base.skip(
      surfaceName === 'grafana' && prepared.grafana === undefined,
      prepared.noGrafana ?? 'There is no Grafana here.'
    );
    await use(prepared);
  },
  demo: async ({ prepared }, use) => use(prepared.demo),
  // Playwright reads the fixtures that one needs from the first parameter, and wants it destructured.
  // eslint-disable-next-line no-empty-pattern
  watch: async ({}, use) => {
    const watch = new Watch();
    await use(watch);
    expect.soft(watch.problems, 'what pages did besides').toEqual([]);
  },
  // plugin-e2e would open a page for it before each test; the set-up has asked once.
  bootData: async ({ prepared }, use) => use({ version: prepared.grafanaVersion ?? OLDEST_GRAFANA }),
  models: async ({ grafanaVersion, selectors, request }, use, testInfo) =>
    use({ grafanaVersion, selectors, request, testInfo }),
  app: async ({ browser, prepared, watch, surfaceName, models }, use) => {
    const surface = surfaceOf(surfaceName, browser, prepared, watch, models);
    await use(surface);
    await surface.close();
  },
  collector: async ({ demo }, use) => use(new Collector(demo)),
  operator: [
    async ({ collector, prepared }, use) => {
      const operator = new Operator(collector, prepared);
      await operator.restore(prepared.found);
      await use(operator);
    },
    { auto: true },
  ],
  grafana: async ({ demo }, use) => {
    if (demo.grafana === undefined) throw new Error('There is no Grafana here.');
    await use(new GrafanaApi(demo.grafana));
  },
});

export { expect };
