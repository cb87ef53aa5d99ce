import type { HostRole, PluginRole, ProxyRoute } from './server.mjs';

export declare const ROLES: readonly HostRole[];

/** The first route that matches, as Grafana takes it; `path` is below the proxy, `rest` what a `/*` stands for. */
export declare function matchRoute<Route extends ProxyRoute>(
  routes: readonly Route[],
  method: string,
  path: string
): { readonly route: Route; readonly rest: string } | undefined;

/** Action → true, for what the plugin's roles grant to a basic role and to those below it. */
export declare function permissionsOf(roles: readonly PluginRole[], role: HostRole): Record<string, boolean>;

/** Fills `{{ .JsonData.x }}` and `{{ .SecureJsonData.x }}`. */
export declare function fillTemplate(
  template: string,
  settings: {
    readonly jsonData: Readonly<Record<string, string>>;
    readonly secureJsonData: Readonly<Record<string, string>>;
  }
): string;
