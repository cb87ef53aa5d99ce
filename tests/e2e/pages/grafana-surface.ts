import { APP_ID, DASHBOARDS } from '@growth-engine/collector/contract';
import type { DashboardId } from '@growth-engine/collector/contract';
import { AppConfigPage, AppPage, DashboardPage } from '@grafana/plugin-e2e';
import type { Panel, PluginTestCtx } from '@grafana/plugin-e2e';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import type { Prepared, Role } from '../lib/demo.js';
import { signIn } from '../lib/grafana-api.js';
import type { Watch } from '../lib/watch.js';
import type { Panels, Surface } from './surface.js';
import { AppVisit } from './visit.js';

/** Panels outside the window load when they are scrolled to: a window that holds them all, in pixels. */
export const DASHBOARD_HEIGHT = 7000;

/** What @grafana/plugin-e2e knows about the Grafana under test: its version, and the selectors of that version. */
export type GrafanaModels = Omit<PluginTestCtx, 'page'>;

/** Moves by the page models of @grafana/plugin-e2e, which know where things are in which version of Grafana. */
export class GrafanaVisit extends AppVisit {
  readonly #context: PluginTestCtx;
  readonly #theme: string;

  constructor(page: Page, theme: 'dark' | 'light', models: GrafanaModels) {
    super(page);
    this.#context = { ...models, page };
    this.#theme = theme;
  }

  protected appPage(path: string, query: Readonly<Record<string, string>>): Promise<void> {
    return new AppPage(this.#context, { pluginId: APP_ID }).goto({ path, queryParams: this.#query(query) });
  }

  configuration(): Promise<void> {
    const page = new AppConfigPage(this.#context, { pluginId: APP_ID });
    return page.goto({ queryParams: this.#query({ page: 'configuration' }) });
  }

  async dashboard(id: DashboardId, from = 'now-5m', to = 'now'): Promise<void> {
    await this.#dashboardPage(DASHBOARDS[id].uid).goto({ queryParams: this.#query({ from, to }) });
  }

  /** Any dashboard, by its uid. */
  async dashboardOf(uid: string): Promise<void> {
    await this.#dashboardPage(uid).goto({ queryParams: this.#query({ from: 'now-5m', to: 'now' }) });
  }

  /** Opens these rows of the dashboard that is shown. */
  async unfold(titles: readonly string[]): Promise<void> {
    for (const title of titles)
      await this.page.getByRole('button', { name: 'Expand row' }).filter({ hasText: title }).click();
  }

  /** A panel of the dashboard that is shown, by its title, as Grafana frames it. */
  panel(title: string): Panel {
    return this.#dashboardPage(undefined).getPanelByTitle(title);
  }

  async panels(): Promise<Panels> {
    await this.dashboard('overview');
    return {
      compliance: this.panel('Targets').locator.first(),
      optimize: this.panel('Optimize').locator.first(),
      guides: this.panel('Troubleshooting guides').locator.first(),
    };
  }

  /** The page of one alert rule of Grafana's own. */
  async alertRule(uid: string): Promise<void> {
    await this.page.goto(`/alerting/grafana/${uid}/view?${this.#query({}).toString()}`);
  }

  #dashboardPage(uid: string | undefined): DashboardPage {
    return new DashboardPage(this.#context, uid === undefined ? undefined : { uid });
  }

  #query(query: Readonly<Record<string, string>>): URLSearchParams {
    return new URLSearchParams({ ...query, theme: this.#theme });
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
    private readonly watch: Watch,
    private readonly models: GrafanaModels
  ) {}

  async as(
    role: Role,
    { width = 1280, height = 900, theme = 'dark' }: Parameters<Surface['as']>[1] = {}
  ): Promise<GrafanaVisit> {
    const { url, people } = this.#needed();
    const session = await signIn(url, people[role].login, people[role].password);
    const context = await this.browser.newContext({
      baseURL: url,
      storageState: { cookies: [...session.cookies], origins: [] },
      viewport: { width, height },
      colorScheme: theme,
    });
    this.#contexts.push(context);
    this.watch.follow(context);
    await withoutStatistics(context);
    return new GrafanaVisit(await context.newPage(), theme, this.models);
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
