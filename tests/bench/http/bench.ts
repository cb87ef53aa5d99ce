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
import { bootstrap, median } from '../lib/statistics.js';
import type { Estimate } from '../lib/statistics.js';
import { PEER_KEYS, PEERS, REQUIRED, TITLES } from './contenders.js';
import type { ServerName } from './contenders.js';
import { OverSockets } from './over-sockets.js';
import type { SocketsOptions } from './over-sockets.js';

type InProcessName =
  'none' | 'growth-engine' | 'growth-engine-storing' | 'growth-engine-uncached' | 'prom-client' | 'floor';
/** Each a process of its own: what else runs in it makes Node's own functions slower. */
const WHOLE = ['none', 'growth-engine', 'prom-client'] as const satisfies readonly InProcessName[];
const STORING = ['none', 'growth-engine-storing', 'prom-client'] as const satisfies readonly InProcessName[];
const FLOOR = ['none', 'floor', 'prom-client'] as const satisfies readonly InProcessName[];
const UNCACHED = ['none', 'growth-engine-uncached', 'prom-client'] as const satisfies readonly InProcessName[];

/** Fresh processes per set of contenders: what the compiler makes of one differs from the next. */
const IN_PROCESS_SETS = 3;
const IN_PROCESS_SECONDS = 12;
const IN_PROCESS_REQUESTS = 5_000;

type Round<Name extends string> = Readonly<Record<Name, number>>;

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

/** On V8 before 13, what stands below 1 is Express' own work, which the engine makes less of. */
const NOTE =
  'On Node 20 and 22 V8 makes hidden classes anew for every request that Express handles; the engine gives the properties that Express adds their places before, which makes Express itself cheaper. `prepareExpress: false` leaves that out: it is what the middleware costs by itself. All three answer with the same bytes, and every request is counted, each as a miss (checked in each set).';

export async function benchHttp(options: SocketsOptions, output: Output, cleanup: Cleanup): Promise<void> {
  output.machine();
  const env = await startCollector(cleanup);
  const sockets = new OverSockets(options, env, cleanup);
  const reached = await sockets.measure(output);
  const row = (name: ServerName): string[] => {
    const failure = sockets.failureOf(name);
    if (failure !== undefined) return [TITLES[name], 'failed', '', ''];
    const microseconds = sockets.microseconds(name);
    return name === 'bare'
      ? [TITLES[name], microseconds.toFixed(1), '1', '']
      : [
          TITLES[name],
          microseconds.toFixed(1),
          withInterval(sockets.ratio(name)),
          (microseconds - sockets.microseconds('bare')).toFixed(1),
        ];
  };
  const failed = Object.fromEntries(
    PEERS.flatMap((name) => {
      const why = sockets.failureOf(name);
      return why === undefined ? [] : [[PEER_KEYS[name], why] as const];
    })
  );
  output.say(
    `\n${table([['server CPU per request', 'µs', '× bare', 'extra µs'], ...[...REQUIRED, ...PEERS].map(row)])}\n  ${reached}\n  ${sockets.rounds.length} rounds of ${options.requests} requests per server, paired by round; of a set the median, of the sets the mean, 95 % interval\n  ${NOTE}\n`
  );
  output.say(
    `  Of all answers ${(sockets.storedShareOf('growth-engine') * 100).toFixed(0)} % were stored: after the first thousands the full cache stores what is asked for twice, and nothing is.`
  );
  for (const [name, why] of Object.entries(failed)) output.say(`  ${name} could not be measured: ${why}`);

  const whole = await inProcess(WHOLE, env, cleanup);
  const storing = await inProcess(STORING, env, cleanup);
  const floor = await inProcess(FLOOR, env, cleanup);
  const uncached = await inProcess(UNCACHED, env, cleanup);
  const toPromClient = extraRatio(whole, 'growth-engine');
  const storingToPromClient = extraRatio(storing, 'growth-engine-storing');
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
        'the same, every answer stored',
        withInterval(extraOf(storing, 'growth-engine-storing'), 2),
        withInterval(storingToPromClient, 2),
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
    ])}\n  ${whole.length} processes each, ${[whole, storing, uncached, floor].map((sets) => sets.flat().length).join(', ')} rounds of ${IN_PROCESS_REQUESTS} requests; every request has a path of its own, so where the route is cached each misses. A full cache of which nothing is asked for twice stores what is asked for the second time; “every answer stored” has room for all; the least code evicts one for each that it stores\n`
  );
  output.add(
    {
      ...figure('middleware_cpu_ratio_express', 'ratio', sockets.ratio('growth-engine'), {
        ...Object.fromEntries(
          PEERS.filter((name) => sockets.failureOf(name) === undefined).map((name) => [
            PEER_KEYS[name],
            sockets.ratio(name).value,
          ])
        ),
        'growth-engine, prepareExpress: false': sockets.ratio('growth-engine-unprepared').value,
      }),
      ...(Object.keys(failed).length === 0 ? {} : { failed }),
    },
    figure('middleware_inprocess_ratio_prom_client', 'ratio', toPromClient, {
      'growth-engine, every answer stored': storingToPromClient.value,
      'growth-engine, the route not cached': uncachedToPromClient.value,
      'least code with a cache': floorToPromClient.value,
    })
  );
}
