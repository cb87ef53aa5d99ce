import { APP_ID, guidePath, GUIDE_IDS } from '@growth-engine/collector/contract';
import type { Page } from '@playwright/test';
import type { GuidesAt, Panels, ProxyAnswer, Visit } from './surface.js';

const withQuery = (path: string, query: Readonly<Record<string, string>>): string => {
  const text = new URLSearchParams(query).toString();
  return text === '' ? path : `${path}?${text}`;
};

/** What is the same wherever the app lives: its own addresses. */
export abstract class AppVisit implements Visit {
  constructor(
    readonly page: Page,
    protected readonly origin: string
  ) {}

  abstract panels(): Promise<Panels>;

  protected async goto(path: string): Promise<void> {
    await this.page.goto(`${this.origin}${path}`);
  }

  async overview(query: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.goto(withQuery(`/a/${APP_ID}/overview`, query));
  }
  async targets(): Promise<void> {
    await this.goto(`/a/${APP_ID}/targets`);
  }
  async guides({ guide, from, to }: GuidesAt = {}): Promise<void> {
    const id = GUIDE_IDS.find((each) => each === guide);
    const query = {
      ...(from === undefined ? {} : { from: String(from) }),
      ...(to === undefined ? {} : { to: String(to) }),
    };
    await this.goto(withQuery(id === undefined ? `/a/${APP_ID}/guides` : guidePath(id), query));
  }
  async configuration(): Promise<void> {
    await this.goto(`/plugins/${APP_ID}?page=configuration`);
  }

  proxy(method: string, path: string, body?: unknown): Promise<ProxyAnswer> {
    return this.page.evaluate(
      async ({ url, verb, text }) => {
        const answer = await fetch(url, {
          method: verb,
          headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
          ...(text === undefined ? {} : { body: text }),
        });
        const content = await answer.text();
        return { status: answer.status, body: (content === '' ? undefined : JSON.parse(content)) as unknown };
      },
      {
        url: `/api/plugin-proxy/${APP_ID}${path}`,
        verb: method,
        text: body === undefined ? undefined : JSON.stringify(body),
      }
    );
  }
}
