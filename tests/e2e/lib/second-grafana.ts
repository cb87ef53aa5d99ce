import { APP_ID, PANEL_IDS } from '@growth-engine/collector/contract';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { findGrafana } from '../../../collector/demo/start/find-program.js';
import { Ports } from '../../../collector/demo/start/ports.js';
import { Child } from '../../lib/child.js';
import type { Cleanup } from '../../lib/cleanup.js';
import { COLLECTOR_CLI, ROOT, tsArgs } from '../../lib/paths.js';
import { readZip, writeZip } from '../../package/zip.js';

export interface SecondGrafana {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** A collector that takes its people from this Grafana, with one shop that reports to it. */
  readonly collector: { readonly url: string; readonly tokens: Readonly<Record<'agent' | 'read' | 'control', string>> };
}

/** Below which it is served, as behind most proxies. */
export const SUB_PATH = '/monitoring/grafana';

const DIST = join(ROOT, 'plugin/dist');

/** The app as people get it: one folder named like the app, in a zip. */
function zipOfApp(): Buffer {
  const files = readdirSync(DIST, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return writeZip(files.map((file) => ({ name: `${APP_ID}/${relative(DIST, file)}`, data: readFileSync(file) })));
}

function unpack(zip: Buffer, folder: string): void {
  for (const [name, data] of readZip(zip)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), data);
  }
}

/** A Grafana that knows nothing of us: no provisioning, the app unpacked from its zip, everything else as installed; served below a path. */
export async function startSecondGrafana(databaseUrl: string, cleanup: Cleanup): Promise<SecondGrafana> {
  const installation = findGrafana(process.env);
  if (installation === undefined) throw new Error('No Grafana was found.');
  const dir = mkdtempSync(join(tmpdir(), 'growth-engine-second-grafana-'));
  cleanup.add(() => rmSync(dir, { recursive: true, force: true }));
  for (const folder of ['data', 'logs', 'plugins', 'provisioning', 'state']) mkdirSync(join(dir, folder));
  unpack(zipOfApp(), join(dir, 'plugins'));

  const ports = new Ports();
  const [port, collectorPort, shopPort] = [await ports.take(3300), await ports.take(19_700), await ports.take(4300)];
  const grafana = { url: `http://127.0.0.1:${port}${SUB_PATH}`, user: 'admin', password: 'second-admin' };
  const collector = `http://127.0.0.1:${collectorPort}`;
  const tokens = {
    agent: 'second-agent-token-0001',
    read: 'second-read-token-00001',
    control: 'second-control-token-01',
  };

  await Child.start(
    {
      name: 'second grafana',
      command: installation.binary,
      args: ['server', '--homepath', installation.home],
      cwd: installation.home,
      env: {
        GF_PATHS_DATA: join(dir, 'data'),
        GF_PATHS_LOGS: join(dir, 'logs'),
        GF_PATHS_PLUGINS: join(dir, 'plugins'),
        GF_PATHS_PROVISIONING: join(dir, 'provisioning'),
        GF_SERVER_HTTP_ADDR: '127.0.0.1',
        GF_SERVER_HTTP_PORT: String(port),
        GF_SERVER_ROOT_URL: `${grafana.url}/`,
        GF_SERVER_SERVE_FROM_SUB_PATH: 'true',
        GF_SECURITY_ADMIN_PASSWORD: grafana.password,
        GF_SECURITY_DISABLE_GRAVATAR: 'true',
        GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS: [APP_ID, ...Object.values(PANEL_IDS)].join(','),
        GF_PLUGINS_PREINSTALL_DISABLED: 'true',
        GF_PLUGINS_PUBLIC_KEY_RETRIEVAL_DISABLED: 'true',
        GF_ANALYTICS_REPORTING_ENABLED: 'false',
        GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
        GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
        GF_NEWS_NEWS_FEED_ENABLED: 'false',
        GF_LOG_LEVEL: 'warn',
      },
      readyUrl: `${grafana.url}/api/health`,
      readyWithinMs: 120_000,
    },
    cleanup
  );

  const config = join(dir, 'collector.json');
  writeFileSync(
    config,
    JSON.stringify({
      listen: { host: '127.0.0.1', port: collectorPort },
      grafana: { keysUrl: `${grafana.url}/api/signing-keys/keys`, issuer: `${grafana.url}/` },
    })
  );
  await Child.start(
    {
      name: 'second collector',
      args: [COLLECTOR_CLI, 'serve', '--config', config, '--state-dir', join(dir, 'state')],
      env: {
        GROWTH_ENGINE_AGENT_TOKEN: tokens.agent,
        GROWTH_ENGINE_READ_TOKEN: tokens.read,
        GROWTH_ENGINE_CONTROL_TOKEN: tokens.control,
      },
      readyUrl: `${collector}/healthz`,
    },
    cleanup
  );
  await Child.start(
    {
      name: 'second shop',
      args: tsArgs('collector/demo/shop/main.ts'),
      env: {
        PORT: String(shopPort),
        SERVICE: 'shop',
        INSTANCE: 'second-shop',
        DATABASE_URL: databaseUrl,
        GROWTH_ENGINE_URL: collector,
        GROWTH_ENGINE_AGENT_TOKEN: tokens.agent,
      },
      readyUrl: `http://127.0.0.1:${shopPort}/metrics`,
    },
    cleanup
  );
  return { ...grafana, collector: { url: collector, tokens } };
}
