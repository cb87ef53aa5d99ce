import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ReportDocument } from '@growth-engine/collector';
import { API_BASE, ENDPOINTS } from '@growth-engine/collector/contract';
import { startPostgres } from '../postgres.js';
import { complianceLines, whereLines } from './banner.js';
import type { Running } from './banner.js';
import { writeCollectorConfig } from './collector-config.js';
import { findGrafana, findProgram } from './find-program.js';
import { grafanaPart } from './grafana.js';
import { parseStartOptions, USAGE } from './options.js';
import type { StartOptions } from './options.js';
import { Ports } from './ports.js';
import { prometheusPart } from './prometheus.js';
import { Supervisor } from './supervisor.js';

const ROOT = resolve(import.meta.dirname, '../../..');
const COLLECTOR_CLI = join(ROOT, 'collector/dist/cli/main.js');
const secret = (): string => randomBytes(24).toString('base64url');
const delay = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

const script = (path: string): string[] => [
  '--import',
  'tsx',
  '--disable-warning=ExperimentalWarning',
  join(ROOT, path),
];

/** Everything that has to be undone, newest first. */
class Undo {
  readonly #steps: (() => Promise<void> | void)[] = [];
  push(step: () => Promise<void> | void): void {
    this.#steps.push(step);
  }
  async run(): Promise<void> {
    for (const step of this.#steps.reverse()) {
      await Promise.resolve(step()).catch((error: unknown) => console.error(`While stopping: ${String(error)}`));
    }
  }
}

async function progress<T>(text: string, work: () => Promise<T>): Promise<T> {
  process.stdout.write(`  ${text} …`);
  const begin = Date.now();
  const result = await work();
  process.stdout.write(` ${((Date.now() - begin) / 1000).toFixed(1)} s\n`);
  return result;
}

async function report(collector: string, token: string): Promise<ReportDocument | undefined> {
  const response = await fetch(`${collector}${API_BASE}${ENDPOINTS.report.path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return response.ok ? ((await response.json()) as ReportDocument) : undefined;
}

const SETTLED_SECONDS = 12;
const hasData = (document: ReportDocument): boolean =>
  document.compliance.some(({ objective, state }) => objective === 'response_time' && state !== 'no-data');

/** The first report that has something to say, or the last one asked for within `withinMs`. */
async function firstReport(collector: string, token: string, withinMs: number): Promise<ReportDocument | undefined> {
  const deadline = Date.now() + withinMs;
  let latest: ReportDocument | undefined;
  while (Date.now() < deadline) {
    latest = await report(collector, token).catch((): undefined => undefined);
    // Rates over the first seconds say more about the start than about the shop.
    if (latest !== undefined && latest.windowSeconds >= SETTLED_SECONDS && hasData(latest)) break;
    await delay(1_000);
  }
  return latest;
}

async function run(options: StartOptions, undo: Undo): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'growth-engine-demo-'));
  undo.push(() => rmSync(dir, { recursive: true, force: true }));
  const logDir = join(dir, 'logs');
  mkdirSync(logDir);
  const stateDir = join(dir, 'state');
  const supervisor = new Supervisor({ logDir, say: (line) => console.log(`  ! ${line}`) });
  const ports = new Ports();
  const tokens = { agent: secret(), read: secret(), control: secret() };

  const database = await progress('starting PostgreSQL', () => startPostgres());
  undo.push(() => database.stop());
  // Undone before the database: a shop without its database has nothing to say at the end.
  undo.push(() => supervisor.stop());
  const { seed } = await import('../seed.js');
  await progress('filling the shop (200,000 orders)', () => seed(database.url));

  const installation = options.grafana ? findGrafana(process.env) : undefined;
  const grafanaPort = installation === undefined ? undefined : await ports.take(3000);
  const grafanaUrl = `http://127.0.0.1:${grafanaPort}`;
  const collectorPort = await ports.take(19464);
  const collector = `http://127.0.0.1:${collectorPort}`;
  const hostPageInvitation = secret();
  const configFile = writeCollectorConfig({
    dir,
    port: collectorPort,
    databaseUrl: database.url,
    grafanaUrl: installation === undefined ? undefined : grafanaUrl,
  });
  await progress('starting the collector', () =>
    supervisor.start({
      name: 'collector',
      command: process.execPath,
      args: [
        COLLECTOR_CLI,
        'serve',
        '--config',
        configFile,
        '--state-dir',
        stateDir,
        '--host-page',
        join(ROOT, 'plugin'),
      ],
      env: {
        GROWTH_ENGINE_AGENT_TOKEN: tokens.agent,
        GROWTH_ENGINE_READ_TOKEN: tokens.read,
        GROWTH_ENGINE_CONTROL_TOKEN: tokens.control,
        GROWTH_ENGINE_HOST_PAGE_INVITATION: hostPageInvitation,
      },
      readyUrl: `${collector}/healthz`,
    })
  );

  const shops: string[] = [];
  await progress(options.instances === 1 ? 'starting the shop' : `starting ${options.instances} shops`, async () => {
    for (let index = 1; index <= options.instances; index += 1) {
      const port = await ports.take(4000 + index);
      shops.push(`http://127.0.0.1:${port}`);
      await supervisor.start({
        name: `shop-${index}`,
        command: process.execPath,
        args: script('collector/demo/shop/main.ts'),
        env: {
          PORT: String(port),
          SERVICE: 'shop',
          INSTANCE: `shop-${index}`,
          DATABASE_URL: database.url,
          GROWTH_ENGINE_URL: collector,
          GROWTH_ENGINE_AGENT_TOKEN: tokens.agent,
        },
        readyUrl: `http://127.0.0.1:${port}/metrics`,
      });
    }
  });
  await supervisor.start({
    name: 'load',
    command: process.execPath,
    args: [
      ...script('collector/demo/load/main.ts'),
      ...shops.flatMap((shop) => ['--target', shop]),
      ...(options.rate === undefined ? [] : ['--rate', String(options.rate)]),
      '--seed',
      String(options.seed),
    ],
  });

  const prometheusBinary = options.prometheus
    ? findProgram('prometheus', process.env, process.env['PROMETHEUS'])
    : undefined;
  let prometheusUrl: string | undefined;
  if (prometheusBinary !== undefined) {
    const port = await ports.take(9090);
    prometheusUrl = `http://127.0.0.1:${port}`;
    const part = prometheusPart({
      binary: prometheusBinary,
      dir: join(dir, 'prometheus'),
      port,
      rulesFile: installation === undefined ? join(ROOT, 'provisioning/prometheus/rules/*.yaml') : undefined,
      targets: { collector: new URL(collector).host, shops: shops.map((shop) => new URL(shop).host) },
    });
    await progress('starting Prometheus', () => supervisor.start(part));
  }

  let grafana: Running['grafana'];
  if (installation !== undefined && grafanaPort !== undefined) {
    grafana = { url: grafanaUrl, user: 'admin', password: secret().slice(0, 12) };
    const part = grafanaPart({
      installation,
      dir: join(dir, 'grafana'),
      port: grafanaPort,
      adminPassword: grafana.password,
      provisioningDir: join(ROOT, 'provisioning'),
      dashboardsDir: join(ROOT, 'dashboards/json'),
      pluginDir: join(ROOT, 'plugin/dist'),
      prometheusUrl: prometheusUrl ?? 'http://127.0.0.1:9090',
      collectorUrl: collector,
      tokens,
    });
    await progress('starting Grafana', () => supervisor.start(part));
  }

  const running: Running = {
    shops,
    collector,
    hostPage: `${collector}/?session=${hostPageInvitation}`,
    prometheus: prometheusUrl,
    grafana,
    noGrafana: options.grafana
      ? 'no Grafana was found: set GRAFANA_HOME to use one'
      : 'without Grafana, as --no-grafana says',
    stateDir,
  };
  const first = await progress('measuring', () => firstReport(collector, tokens.read, 45_000));
  console.log(`\n${(first === undefined ? ['  no report yet'] : complianceLines(first)).join('\n')}\n`);
  console.log(`${whereLines(running, process.stdout.isTTY).join('\n')}\n\n  Ctrl-C stops everything.\n`);
  if (options.readyFile !== undefined) {
    const pids = Object.fromEntries(
      ['collector', 'load', ...shops.map((_, index) => `shop-${index + 1}`)].map((name) => [name, supervisor.pid(name)])
    );
    writeFileSync(
      options.readyFile,
      JSON.stringify({ ...running, tokens, databaseUrl: database.url, pids, logDir }, null, 2),
      { mode: 0o600 }
    );
  }
}

async function main(): Promise<number> {
  const options = parseStartOptions(process.argv.slice(2));
  if (options === 'help') {
    console.log(USAGE);
    return 0;
  }
  const undo = new Undo();
  let stop: (code: number) => void = () => {};
  const stopped = new Promise<number>((done) => (stop = done));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(0));
  process.on('uncaughtException', (error) => {
    console.error(error);
    stop(1);
  });
  const started = run(options, undo).then(
    () => stopped,
    (error: unknown) => {
      console.error(`\n${error instanceof Error ? error.message : String(error)}`);
      return 1;
    }
  );
  const code = await Promise.race([stopped, started]);
  console.log('\n  stopping …');
  await undo.run();
  return code;
}

try {
  process.exit(await main());
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exit(2);
}
