import { expect, test as base } from '@playwright/test';
import type { Browser } from '@playwright/test';
import { GrafanaSurface } from '../pages/grafana-surface.js';
import { HostSurface } from '../pages/host-surface.js';
import type { Surface } from '../pages/surface.js';
import { readPrepared } from './demo.js';
import type { Demo, Prepared } from './demo.js';
import { GrafanaApi } from './grafana-api.js';
import { Collector } from './collector.js';
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
  /** Grafana's API; only in the project that has one. */
  readonly grafana: GrafanaApi;
}

const surfaceOf = (name: SurfaceOptions['surfaceName'], browser: Browser, prepared: Prepared, watch: Watch): Surface =>
  name === 'grafana' ? new GrafanaSurface(browser, prepared, watch) : new HostSurface(browser, prepared, watch);

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
  app: async ({ browser, prepared, watch, surfaceName }, use) => {
    const surface = surfaceOf(surfaceName, browser, prepared, watch);
    await use(surface);
    await surface.close();
  },
  collector: async ({ demo }, use) => use(new Collector(demo)),
  grafana: async ({ demo }, use) => {
    if (demo.grafana === undefined) throw new Error('There is no Grafana here.');
    await use(new GrafanaApi(demo.grafana));
  },
});

export { expect };
