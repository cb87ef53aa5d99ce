import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { APP_ID, PANEL_IDS } from '@growth-engine/collector/contract';
import type { GrafanaInstallation } from './find-program.js';
import type { PartOptions } from './supervisor.js';

/** A Grafana of the demo's own: loopback, own data folder, provisioned, with the plugin loaded from its build. */
export function grafanaPart(options: {
  installation: GrafanaInstallation;
  dir: string;
  port: number;
  adminPassword: string;
  provisioningDir: string;
  dashboardsDir: string;
  pluginDir: string;
  prometheusUrl: string;
  collectorUrl: string;
  tokens: { readonly read: string; readonly control: string };
}): PartOptions {
  const { dir, installation, port } = options;
  for (const folder of ['data', 'logs', 'plugins']) mkdirSync(join(dir, folder), { recursive: true });
  symlinkSync(options.pluginDir, join(dir, 'plugins', APP_ID));
  return {
    name: 'grafana',
    command: installation.binary,
    args: ['server', '--homepath', installation.home],
    cwd: installation.home,
    env: {
      GF_PATHS_DATA: join(dir, 'data'),
      GF_PATHS_LOGS: join(dir, 'logs'),
      GF_PATHS_PLUGINS: join(dir, 'plugins'),
      GF_PATHS_PROVISIONING: options.provisioningDir,
      GF_SERVER_HTTP_ADDR: '127.0.0.1',
      GF_SERVER_HTTP_PORT: String(port),
      GF_SERVER_ROOT_URL: `http://127.0.0.1:${port}/`,
      GF_SECURITY_ADMIN_PASSWORD: options.adminPassword,
      GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS: [APP_ID, ...Object.values(PANEL_IDS)].join(','),
      GF_PLUGINS_PREINSTALL_DISABLED: 'true',
      GF_PLUGINS_PUBLIC_KEY_RETRIEVAL_DISABLED: 'true',
      GF_ANALYTICS_REPORTING_ENABLED: 'false',
      GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
      GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
      GF_NEWS_NEWS_FEED_ENABLED: 'false',
      GF_USERS_ALLOW_SIGN_UP: 'false',
      GF_LOG_LEVEL: 'warn',
      // The usual home page asks the internet for news.
      GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: join(options.dashboardsDir, 'overview.json'),
      GF_PLUGINS_PLUGIN_ADMIN_ENABLED: 'false',
      GF_SECURITY_DISABLE_GRAVATAR: 'true',
      PROMETHEUS_URL: options.prometheusUrl,
      GROWTH_ENGINE_DASHBOARDS: options.dashboardsDir,
      GROWTH_ENGINE_URL: options.collectorUrl,
      GROWTH_ENGINE_READ_TOKEN: options.tokens.read,
      GROWTH_ENGINE_CONTROL_TOKEN: options.tokens.control,
    },
    readyUrl: `http://127.0.0.1:${port}/api/health`,
    readyWithinMs: 120_000,
  };
}
