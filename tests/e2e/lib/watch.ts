import type { BrowserContext, Page } from '@playwright/test';

/** An answer of 400 or more that a journey provokes on purpose. */
export interface Expected {
  readonly status: number;
  readonly url: RegExp;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Answers that Grafana itself gives, whatever the app does, each with its reason. */
const OF_GRAFANA: readonly (Expected & { readonly reason: string })[] = [
  {
    status: 502,
    url: /\/api\/gnet\/plugins/,
    reason: 'the page of a plugin asks the catalogue, which is out of reach here',
  },
  { status: 504, url: /\/api\/gnet\/plugins/, reason: 'the same, where the network swallows instead of refusing' },
];

/** Lines of the console that are not ours, each with its reason. */
const TOLERATED_LINES: readonly { readonly line: RegExp; readonly reason: string }[] = [
  { line: /^Failed to load resource: the server responded with a status of/, reason: 'judged as the answer it was' },
  { line: /^Failed to fetch plugins from catalog/, reason: 'the catalogue of plugins is out of reach here' },
];

/** Sees what pages do besides what they show: lines on the console, calls to elsewhere, answers nobody expected. */
export class Watch {
  readonly #problems: string[] = [];
  readonly #expected: Expected[] = [];

  expect(...expected: readonly Expected[]): void {
    this.#expected.push(...expected);
  }

  get problems(): readonly string[] {
    return [...new Set(this.#problems)];
  }

  follow(context: BrowserContext): void {
    context.on('page', (page) => this.#followPage(page));
    context.on('request', (request) => {
      const url = new URL(request.url());
      if (/^https?:$|^wss?:$/.test(url.protocol) && !LOOPBACK.has(url.hostname)) {
        this.#problems.push(`request to ${url.host}: ${request.method()} ${request.url()}`);
      }
    });
    context.on('response', (response) => {
      const [status, url] = [response.status(), response.url()];
      if (status < 400) return;
      const known = [...this.#expected, ...OF_GRAFANA].some((each) => each.status === status && each.url.test(url));
      if (!known) this.#problems.push(`answer ${status}: ${response.request().method()} ${url}`);
    });
    context.on('weberror', (error) => this.#problems.push(`uncaught: ${error.error().message}`));
    context.on('console', (message) => {
      if (message.type() !== 'error' || TOLERATED_LINES.some(({ line }) => line.test(message.text()))) return;
      this.#problems.push(`console: ${message.text().slice(0, 500)} (${message.location().url})`);
    });
  }

  #followPage(page: Page): void {
    page.on('crash', () => this.#problems.push('a page crashed'));
    page.on('websocket', (socket) => {
      if (!LOOPBACK.has(new URL(socket.url()).hostname)) this.#problems.push(`socket to ${socket.url()}`);
    });
  }
}
