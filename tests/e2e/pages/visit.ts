import { APP_ID, guidePath, GUIDE_IDS } from '@growth-engine/collector/contract';
import type { Page } from '@playwright/test';
import type { GuidesAt, Panels, ProxyAnswer, Visit } from './surface.js';

type Query = Readonly<Record<string, string>>;

/** What is the same wherever the app lives: its own addresses. */
export abstract class AppVisit implements Visit {
  constructor(readonly page: Page) {}

  abstract panels(): Promise<Panels>;
  abstract configuration(): Promise<void>;
  /** A page of the app, by what follows its own address. */
  protected abstract appPage(path: string, query: Query): Promise<void>;

  overview(query: Query = {}): Promise<void> {
    return this.appPage('/overview', query);
  }
  targets(): Promise<void> {
    return this.appPage('/targets', {});
  }
  async guides({ guide, from, to }: GuidesAt = {}): Promise<void> {
    const id = GUIDE_IDS.find((each) => each === guide);
    const query = {
      ...(from === undefined ? {} : { from: String(from) }),
      ...(to === undefined ? {} : { to: String(to) }),
    };
    await this.appPage(id === undefined ? '/guides' : guidePath(id).replace(`/a/${APP_ID}`, ''), query);
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
