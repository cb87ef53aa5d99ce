import type { Locator, Page } from '@playwright/test';
import type { Role } from '../lib/demo.js';

export interface GuidesAt {
  readonly guide?: string;
  /** Epoch milliseconds. */
  readonly from?: number;
  readonly to?: number;
}

export interface ProxyAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Where the app lives: the host page or Grafana. The journeys know nothing else of either. */
export interface Surface {
  readonly name: 'grafana' | 'host page';
  /** A browser window of a person with this role. */
  as(
    role: Role,
    view?: { readonly width?: number; readonly height?: number; readonly theme?: 'dark' | 'light' }
  ): Promise<Visit>;
  /** What stands as the actor on the ledger for a person with this role. */
  actorOf(role: Role): { readonly kind: string; readonly name: string };
  close(): Promise<void>;
}

/** One person's window. */
export interface Visit {
  readonly page: Page;
  overview(query?: Readonly<Record<string, string>>): Promise<void>;
  targets(): Promise<void>;
  guides(at?: GuidesAt): Promise<void>;
  configuration(): Promise<void>;
  /** The three panels, as a dashboard holds them. */
  panels(): Promise<Panels>;
  /** A call through the plugin proxy, made by the page itself. */
  proxy(method: string, path: string, body?: unknown): Promise<ProxyAnswer>;
}

export interface Panels {
  readonly compliance: Locator;
  readonly optimize: Locator;
  readonly guides: Locator;
}
