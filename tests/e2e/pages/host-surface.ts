import { APP_ID } from '@growth-engine/collector/contract';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import type { Prepared, Role } from '../lib/demo.js';
import type { Watch } from '../lib/watch.js';
import type { Panels, Surface, Visit } from './surface.js';
import { AppVisit } from './visit.js';

class HostVisit extends AppVisit {
  constructor(
    page: Page,
    readonly origin: string
  ) {
    super(page);
  }

  protected async appPage(path: string, query: Readonly<Record<string, string>>): Promise<void> {
    const text = new URLSearchParams(query).toString();
    await this.page.goto(`${this.origin}/a/${APP_ID}${path}${text === '' ? '' : `?${text}`}`);
  }
  async configuration(): Promise<void> {
    await this.page.goto(`${this.origin}/plugins/${APP_ID}?page=configuration`);
  }
  async panels(): Promise<Panels> {
    await this.page.goto(`${this.origin}/panels`);
    const region = (name: string) => this.page.getByRole('region', { name, exact: true }).first();
    return { compliance: region('Targets'), optimize: region('Optimize'), guides: region('Guides') };
  }
}

/** The page that runs the built plugin without Grafana. */
export class HostSurface implements Surface {
  readonly name = 'host page';
  readonly #contexts: BrowserContext[] = [];

  constructor(
    private readonly browser: Browser,
    private readonly prepared: Prepared,
    private readonly watch: Watch
  ) {}

  async as(
    role: Role,
    { width = 1280, height = 900, theme = 'dark' }: Parameters<Surface['as']>[1] = {}
  ): Promise<Visit> {
    const { demo, hostSession } = this.prepared;
    const context = await this.browser.newContext({
      storageState: { cookies: [...hostSession.cookies], origins: [] },
      viewport: { width, height },
      colorScheme: theme,
    });
    this.#contexts.push(context);
    this.watch.follow(context);
    const page = await context.newPage();
    await switchRole(page, demo.collector, role);
    return new HostVisit(page, demo.collector);
  }

  actorOf(): { kind: string; name: string } {
    return { kind: 'host-page', name: 'host page' };
  }

  async close(): Promise<void> {
    await Promise.all(this.#contexts.map((context) => context.close()));
  }
}

/** As the page's own switch does it. */
async function switchRole(page: Page, origin: string, role: Role): Promise<void> {
  const answer = await page.request.put(`${origin}/api/host/role`, { data: { role } });
  if (!answer.ok()) throw new Error(`The host page did not switch to ${role}: ${answer.status()}.`);
}
