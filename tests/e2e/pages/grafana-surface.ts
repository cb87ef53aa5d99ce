import { DASHBOARDS } from '@growth-engine/collector/contract';
import type { DashboardId } from '@growth-engine/collector/contract';
import type { Browser, BrowserContext, Locator, Page } from '@playwright/test';
import type { Prepared, Role } from '../lib/demo.js';
import type { Watch } from '../lib/watch.js';
import type { Panels, Surface } from './surface.js';
import { AppVisit } from './visit.js';

/** A panel of a dashboard by its title, as Grafana frames it. */
export const panelOf = (page: Page, title: string): Locator =>
  page.getByTestId(`data-testid Panel header ${title}`).first();

export class GrafanaVisit extends AppVisit {
  readonly #theme: string;

  constructor(page: Page, origin: string, theme: 'dark' | 'light') {
    super(page, origin);
    this.#theme = theme;
  }

  protected override goto(path: string): Promise<void> {
    return super.goto(`${path}${path.includes('?') ? '&' : '?'}theme=${this.#theme}`);
  }

  dashboard(id: DashboardId, from = 'now-5m', to = 'now'): Promise<void> {
    return this.goto(`/d/${DASHBOARDS[id].uid}?from=${from}&to=${to}`);
  }

  async panels(): Promise<Panels> {
    await this.dashboard('overview');
    const [compliance, optimize, guides] = ['Targets', 'Optimize', 'Troubleshooting guides'].map((title) =>
      panelOf(this.page, title)
    );
    if (compliance === undefined || optimize === undefined || guides === undefined) throw new Error('unreachable');
    return { compliance, optimize, guides };
  }
}

/** FingerprintJS, which Grafana brings along, tells its makers of one load in a thousand unless this is set. */
export const withoutStatistics = (context: BrowserContext): Promise<unknown> =>
  context.addInitScript('window.__fpjs_d_m = true');

/** A real Grafana. */
export class GrafanaSurface implements Surface {
  readonly name = 'grafana';
  readonly #contexts: BrowserContext[] = [];

  constructor(
    private readonly browser: Browser,
    private readonly prepared: Prepared,
    private readonly watch: Watch
  ) {}

  async as(
    role: Role,
    { width = 1280, height = 900, theme = 'dark' }: Parameters<Surface['as']>[1] = {}
  ): Promise<GrafanaVisit> {
    const { url, people } = this.#needed();
    const context = await this.browser.newContext({
      storageState: { cookies: [...people[role].session.cookies], origins: [] },
      viewport: { width, height },
      colorScheme: theme,
    });
    this.#contexts.push(context);
    this.watch.follow(context);
    await withoutStatistics(context);
    return new GrafanaVisit(await context.newPage(), url, theme);
  }

  actorOf(role: Role): { kind: string; name: string } {
    return { kind: 'grafana', name: this.#needed().people[role].login };
  }

  async close(): Promise<void> {
    await Promise.all(this.#contexts.map((context) => context.close()));
  }

  #needed(): { readonly url: string; readonly people: NonNullable<Prepared['grafana']> } {
    const { demo, grafana } = this.prepared;
    if (demo.grafana === undefined || grafana === undefined) throw new Error('There is no Grafana here.');
    return { url: demo.grafana.url, people: grafana };
  }
}
