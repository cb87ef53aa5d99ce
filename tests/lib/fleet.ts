import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../collector/demo/postgres.js';
import type { DemoPostgres } from '../../collector/demo/postgres.js';
import { seed } from '../../collector/demo/seed.js';
import { Child } from './child.js';
import type { Cleanup } from './cleanup.js';
import { ControlApi } from './control-api.js';
import type { Tokens } from './control-api.js';
import { COLLECTOR_CLI, tsArgs } from './paths.js';
import { freePort } from './ports.js';

const secret = (): string => randomBytes(24).toString('base64url');

export interface FleetOptions {
  readonly instances: number;
  /** Requests per second; without it the demo's own rate. 0 starts no load. */
  readonly rate?: number;
  /** Laid over the demo's `loop` section. */
  readonly loop?: Readonly<Record<string, number>>;
  readonly say?: (line: string) => void;
}

export interface Shop {
  readonly instance: string;
  readonly url: string;
  child: Child;
  /** Starts the process again after somebody ended it. */
  restart(): Promise<void>;
}

/** The demo's parts, each within reach: PostgreSQL, collector, shops, load. */
export interface Fleet {
  readonly service: string;
  readonly dir: string;
  readonly stateDir: string;
  readonly database: DemoPostgres;
  readonly tokens: Tokens;
  readonly api: ControlApi;
  readonly shops: readonly Shop[];
  collector: Child;
  startCollector(): Promise<void>;
  startLoad(rate?: number): Promise<Child>;
}

const SERVICE = 'shop';

/** The demo's collector configuration (demo/start/collector-config.ts) with ports, and times where a test needs others. */
function writeConfig(dir: string, port: number, databaseUrl: string, loop: Readonly<Record<string, number>>): string {
  const { hostname, port: databasePort } = new URL(databaseUrl);
  const file = join(dir, 'collector.json');
  const config = {
    listen: { host: '127.0.0.1', port },
    mode: 'propose',
    services: { [SERVICE]: { targets: { response_time: 0.02 } } },
    loop: { judgeSeconds: 120, blockSeconds: 1.5, windowSeconds: 30, baselineSeconds: 10, ...loop },
    databases: [{ name: SERVICE, url: databaseUrl }],
    peers: [{ name: 'postgres', host: hostname, port: Number(databasePort) }],
  };
  writeFileSync(file, JSON.stringify(config, null, 2), { mode: 0o600 });
  return file;
}

export async function startFleet(options: FleetOptions, cleanup: Cleanup): Promise<Fleet> {
  const say = options.say ?? (() => {});
  const dir = mkdtempSync(join(tmpdir(), 'growth-engine-test-'));
  cleanup.add(() => rmSync(dir, { recursive: true, force: true }));
  say('starting PostgreSQL');
  const database = await startPostgres({ url: '' });
  cleanup.add(() => database.stop());
  say('filling the shop');
  await seed(database.url);

  const tokens: Tokens = { agent: secret(), read: secret(), control: secret() };
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const stateDir = join(dir, 'state');
  const config = writeConfig(dir, port, database.url, options.loop ?? {});
  const startCollector = (): Promise<Child> =>
    Child.start(
      {
        name: 'collector',
        args: [COLLECTOR_CLI, 'serve', '--config', config, '--state-dir', stateDir],
        env: {
          GROWTH_ENGINE_AGENT_TOKEN: tokens.agent,
          GROWTH_ENGINE_READ_TOKEN: tokens.read,
          GROWTH_ENGINE_CONTROL_TOKEN: tokens.control,
        },
        readyUrl: `${url}/healthz`,
      },
      cleanup
    );
  const startShop = (instance: string, shopUrl: string): Promise<Child> =>
    Child.start(
      {
        name: instance,
        args: tsArgs('collector/demo/shop/main.ts'),
        env: {
          PORT: new URL(shopUrl).port,
          SERVICE,
          INSTANCE: instance,
          DATABASE_URL: database.url,
          GROWTH_ENGINE_URL: url,
          GROWTH_ENGINE_AGENT_TOKEN: tokens.agent,
        },
        readyUrl: `${shopUrl}/metrics`,
      },
      cleanup
    );

  say('starting the collector');
  const collector = await startCollector();
  const shops: Shop[] = [];
  for (let index = 1; index <= options.instances; index += 1) {
    say(`starting shop-${index}`);
    const instance = `shop-${index}`;
    const shopUrl = `http://127.0.0.1:${await freePort()}`;
    const shop: Shop = {
      instance,
      url: shopUrl,
      child: await startShop(instance, shopUrl),
      async restart() {
        shop.child = await startShop(instance, shopUrl);
      },
    };
    shops.push(shop);
  }
  const fleet: Fleet = {
    service: SERVICE,
    dir,
    stateDir,
    database,
    tokens,
    api: new ControlApi(url, tokens),
    shops,
    collector,
    async startCollector() {
      fleet.collector = await startCollector();
    },
    startLoad: (rate) =>
      Child.start(
        {
          name: 'load',
          args: [
            ...tsArgs('collector/demo/load/main.ts'),
            ...shops.flatMap((shop) => ['--target', shop.url]),
            ...(rate === undefined ? [] : ['--rate', String(rate)]),
            '--seed',
            '1',
          ],
        },
        cleanup
      ),
  };
  if (options.rate !== 0) await fleet.startLoad(options.rate);
  return fleet;
}
