import type { IncomingMessage, ServerResponse } from 'node:http';

export type HostRole = 'Viewer' | 'Editor' | 'Admin';

export interface HostPageOptions {
  /** The built plugin: `plugin/dist`. */
  readonly distDir: string;
  /** The built page: `plugin/host/dist`. */
  readonly hostDir: string;
  /** Where this process reaches the collector; becomes the app's `JsonData.collectorUrl`. */
  readonly collectorUrl: string;
  readonly tokens: { readonly read: string; readonly control: string };
  /** The role that a session begins with (default Admin); its switch changes it. */
  readonly role?: HostRole;
  /** Token of the first link that `url` gives out; default: a random one. */
  readonly invitation?: string;
  /** Headers by which the collector recognizes calls of this page, added to each proxied one. */
  readonly upstreamHeaders?: (role: HostRole) => Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  /** Told what went wrong while answering or while reaching the collector. */
  readonly onError?: (error: unknown) => void;
}

export interface HostPage {
  /**
   * Answers what belongs to the page: `/`, `/a/…`, `/plugins/…`, `/panels`, `/d/…`, `/public/…`, `/api/host/…`,
   * `/api/plugins/…`, `/api/plugin-proxy/…`. False, and untouched, for everything else.
   */
  handler(request: IncomingMessage, response: ServerResponse): boolean;
  /** A link that works once, within a day, and begins a session. `origin` stands in front, e.g. `http://127.0.0.1:19464`. */
  url(origin?: string): string;
}

/** The page that runs the built plugin without Grafana. @throws when `distDir` holds no built plugin. */
export declare function createHostPage(options: HostPageOptions): HostPage;

export interface ProxyRoute {
  readonly path: string;
  readonly method?: string;
  readonly url: string;
  readonly reqAction?: string;
  readonly headers?: ReadonlyArray<{ readonly name: string; readonly content: string }>;
}

export interface PluginRole {
  readonly role: { readonly name: string; readonly permissions: ReadonlyArray<{ readonly action: string }> };
  readonly grants: readonly string[];
}

export interface ProxyContext {
  readonly routes: readonly ProxyRoute[];
  readonly permissions: Readonly<Record<string, boolean>>;
  readonly settings: {
    readonly jsonData: Readonly<Record<string, string>>;
    readonly secureJsonData: Readonly<Record<string, string>>;
  };
  readonly upstreamHeaders: Readonly<Record<string, string>>;
  readonly onError: (error: unknown) => void;
}
