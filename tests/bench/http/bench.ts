import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '../../lib/child.js';
import type { Cleanup } from '../../lib/cleanup.js';
import { COLLECTOR_CLI, tsArgs } from '../../lib/paths.js';
import { freePort } from '../../lib/ports.js';
import { figure, table, withInterval } from '../lib/output.js';
import type { Output } from '../lib/output.js';
import { interleavedRounds } from '../lib/rounds.js';
import { bootstrap, halfWidth, median } from '../lib/statistics.js';
import type { Estimate } from '../lib/statistics.js';
import { KeepAliveClient } from './keep-alive-client.js';

const SERVERS = [
  'bare',
  'growth-engine',
  'growth-engine-unprepared',
  'prom-client',
  'prom-bundle',
  'prometheus-api-metrics',
  'opentelemetry',
  'swagger-stats',
] as const;
type ServerName = (typeof SERVERS)[number];
const TITLES: Readonly<Record<ServerName, string>> = {
  bare: 'bare Express 5',
  'growth-engine': 'Growth Engine, whole middleware',
  'growth-engine-unprepared': 'the same, prepareExpress: false',
  'prom-client': 'hand-written on prom-client',
  'prom-bundle': 'express-prom-bundle',
  'prometheus-api-metrics': 'prometheus-api-metrics',
  opentelemetry: 'OpenTelemetry instrumentation-http, metrics',
  'swagger-stats': 'swagger-stats',
};
type InProcessName = 'none' | 'growth-engine' | 'growth-engine-uncached' | 'prom-client' | 'floor';
/** Each a process of its own: what else runs in it makes Node's own functions slower. */
const WHOLE = ['none', 'growth-engine', 'prom-client'] as const satisfies readonly InProcessName[];
const FLOOR = ['none', 'floor', 'prom-client'] as const satisfies readonly InProcessName[];
const UNCACHED = ['none', 'growth-engine-uncached', 'prom-client'] as const satisfies readonly InProcessName[];

/** Narrow enough: half of the interval is at most this share of the value. */
const WANTED = 0.02;
/** Two processes of the same program differ by some percent as long as they live, so several of each are measured. */
const FEWEST_SETS = 4;
const WARM_UP_REQUESTS = 6_000;
/** Fresh processes per set of contenders: what the compiler makes of one differs from the next. */
const IN_PROCESS_SETS = 3;
const IN_PROCESS_SECONDS = 12;
const IN_PROCESS_REQUESTS = 5_000;

export interface HttpBenchOptions {
  /** Sets of fresh processes, one per contender. */
  readonly sets: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly requests: number;
  readonly connections: number;
}

type Round<Name extends string> = Readonly<Record<Name, number>>;

/** Of the rounds of several sets; the sets are drawn anew, since rounds of one set are not independent of each other. */
const ratioTo = <Name extends string>(sets: readonly (readonly Round<Name>[])[], of: Name, to: Name): Estimate =>
  bootstrap(sets, (drawn) => median(drawn.flat().map((round) => round[of] / round[to])));

async function startCollector(cleanup: Cleanup): Promise<Readonly<Record<string, string>>> {
  const stateDir = mkdtempSync(join(tmpdir(), 'growth-engine-bench-'));
  cleanup.add(() => rmSync(stateDir, { recursive: true, force: true }));
  const port = await freePort();
  const token = randomBytes(24).toString('base64url');
  const url = `http://127.0.0.1:${port}`;
  await Child.start(
    {
      name: 'collector',
      args: [COLLECTOR_CLI, 'serve', '--state-dir', stateDir],
      env: {
        GROWTH_ENGINE_LISTEN_PORT: String(port),
        GROWTH_ENGINE_AGENT_TOKEN: token,
        GROWTH_ENGINE_LOG_LEVEL: 'warn',
      },
      readyUrl: `${url}/healthz`,
    },
    cleanup
  );
  return { COLLECTOR_URL: url, COLLECTOR_AGENT_TOKEN: token, NODE_ENV: 'production' };
}

/** One process per server, measured round by round: CPU microseconds per request. */
async function measureSet(
  options: HttpBenchOptions,
  env: Readonly<Record<string, string>>,
  cleanup: Cleanup
): Promise<readonly Round<ServerName>[]> {
  const started = await Promise.all(
    SERVERS.map(async (name) => {
      const child = await Child.start(
        { name, args: tsArgs(`tests/bench/http/servers/${name}.ts`), env, ipc: true },
        cleanup
      );
      const client = await KeepAliveClient.open(await child.ask<number>({ do: 'port' }), options.connections);
      cleanup.add(() => client.close());
      return [name, { child, client }] as const;
    })
  );
  const servers = new Map(started);
  const measure = async (name: ServerName, requests = options.requests): Promise<number> => {
    const server = servers.get(name);
    if (server === undefined) throw new Error(`${name} was not started.`);
    const before = await server.child.ask<number>({ do: 'cpu' });
    await server.client.send(requests);
    return ((await server.child.ask<number>({ do: 'cpu' })) - before) / requests;
  };
  for (const name of SERVERS) await measure(name, WARM_UP_REQUESTS);
  const rounds = await interleavedRounds({
    contenders: SERVERS,
    measure: (name) => measure(name),
    maxRounds: options.rounds,
    maxSeconds: options.seconds / options.sets,
  });
  for (const { child, client } of servers.values()) {
    client.close();
    await child.stop();
  }
  return rounds;
}

async function overSockets(
  options: HttpBenchOptions,
  env: Readonly<Record<string, string>>,
  output: Output,
  cleanup: Cleanup
): Promise<readonly (readonly Round<ServerName>[])[]> {
  output.say(
    `measuring up to ${options.sets} sets of fresh processes, at most ${options.rounds} rounds of ${options.requests} requests each …`
  );
  const sets: (readonly Round<ServerName>[])[] = [];
  while (sets.length < options.sets) {
    sets.push(await measureSet(options, env, cleanup));
    const { value } = ratioTo(sets, 'growth-engine', 'bare');
    output.say(`  set ${sets.length}: ${value.toFixed(3)} × bare so far`);
    if (sets.length >= FEWEST_SETS && halfWidth(ratioTo(sets, 'growth-engine', 'bare')) < WANTED) break;
  }
  return sets;
}

/** CPU microseconds per request of middlewares alone, without sockets and without Express, by process. */
async function inProcess<Name extends InProcessName>(
  contenders: readonly Name[],
  env: Readonly<Record<string, string>>,
  cleanup: Cleanup
): Promise<readonly (readonly Round<Name>[])[]> {
  const sets: (readonly Round<Name>[])[] = [];
  while (sets.length < IN_PROCESS_SETS) {
    const child = await Child.start(
      { name: 'in-process', args: tsArgs('tests/bench/http/servers/in-process.ts'), env, ipc: true },
      cleanup
    );
    const measure = (contender: Name): Promise<number> =>
      child.ask<number>({ do: 'measure', contender, requests: IN_PROCESS_REQUESTS });
    for (const contender of contenders) await measure(contender);
    sets.push(await interleavedRounds({ contenders, measure, maxRounds: 40, maxSeconds: IN_PROCESS_SECONDS }));
    await child.stop();
  }
  return sets;
}

/** What a contender costs beyond none, of the rounds of several processes; whole processes are drawn. */
const extraOf = <Name extends InProcessName>(
  sets: readonly (readonly Round<Name | 'none'>[])[],
  name: Name
): Estimate => bootstrap(sets, (drawn) => extraIn(drawn, name));

const extraIn = <Name extends InProcessName>(sets: readonly (readonly Round<Name | 'none'>[])[], name: Name): number =>
  median(sets.flat().map((round) => round[name] - round.none));

const extraRatio = <Name extends InProcessName>(
  sets: readonly (readonly Round<Name | 'none' | 'prom-client'>[])[],
  of: Name
): Estimate => bootstrap(sets, (drawn) => extraIn(drawn, of) / extraIn(drawn, 'prom-client'));

export async function benchHttp(options: HttpBenchOptions, output: Output, cleanup: Cleanup): Promise<void> {
  output.machine();
  const env = await startCollector(cleanup);
  const sets = await overSockets(options, env, output, cleanup);
  const rounds = sets.flat();
  const ratio = (name: ServerName): Estimate => ratioTo(sets, name, 'bare');
  const microseconds = (name: ServerName): number => median(rounds.map((round) => round[name]));
  output.say(
    `\n${table([
      ['server CPU per request', 'µs', '× bare', 'extra µs'],
      ...SERVERS.map((name) => [
        TITLES[name],
        microseconds(name).toFixed(1),
        name === 'bare' ? '1' : withInterval(ratio(name)),
        name === 'bare' ? '' : (microseconds(name) - microseconds('bare')).toFixed(1),
      ]),
    ])}\n  ${sets.length} sets of processes, ${rounds.length} rounds of ${options.requests} requests per server, paired by round; median, 95 % interval\n`
  );

  const whole = await inProcess(WHOLE, env, cleanup);
  const floor = await inProcess(FLOOR, env, cleanup);
  const uncached = await inProcess(UNCACHED, env, cleanup);
  const toPromClient = extraRatio(whole, 'growth-engine');
  const floorToPromClient = extraRatio(floor, 'floor');
  const uncachedToPromClient = extraRatio(uncached, 'growth-engine-uncached');
  output.say(
    `${table([
      ['in process, no sockets', 'extra µs per request', '× prom-client'],
      [
        'Growth Engine, whole middleware',
        withInterval(extraOf(whole, 'growth-engine'), 2),
        withInterval(toPromClient, 2),
      ],
      [
        'the same, the route not cached',
        withInterval(extraOf(uncached, 'growth-engine-uncached'), 2),
        withInterval(uncachedToPromClient, 2),
      ],
      [
        'the least code that looks up and fills a cache, too',
        withInterval(extraOf(floor, 'floor'), 2),
        withInterval(floorToPromClient, 2),
      ],
      ['hand-written on prom-client, which has no cache', withInterval(extraOf(whole, 'prom-client'), 2), '1'],
    ])}\n  ${whole.length} processes each, ${[whole, uncached, floor].map((sets) => sets.flat().length).join(', ')} rounds of ${IN_PROCESS_REQUESTS} requests; every request has a path of its own: where the route is cached, each misses and fills the cache\n`
  );
  output.add(
    figure('middleware_cpu_ratio_express', 'ratio', ratio('growth-engine'), {
      'prom-client': ratio('prom-client').value,
      'express-prom-bundle': ratio('prom-bundle').value,
      'prometheus-api-metrics': ratio('prometheus-api-metrics').value,
      'OpenTelemetry instrumentation-http': ratio('opentelemetry').value,
      'swagger-stats': ratio('swagger-stats').value,
      'growth-engine, prepareExpress: false': ratio('growth-engine-unprepared').value,
    }),
    figure('middleware_inprocess_ratio_prom_client', 'ratio', toPromClient, {
      'growth-engine, the route not cached': uncachedToPromClient.value,
      'least code with a cache': floorToPromClient.value,
    })
  );
}
