import { createGrowthEngine } from '@growth-engine/collector';
import type { GrowthEngineOptions } from '@growth-engine/collector';
import type { Log } from '@growth-engine/collector/contract';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import type { Cleanup } from '../lib/cleanup.js';
import { ensure } from '../lib/checks.js';
import type { Checks } from '../lib/checks.js';
import type { Fleet } from '../lib/fleet.js';
import { freePort } from '../lib/ports.js';
import { startPlantedApp } from '../lib/planted-app.js';
import { until } from '../lib/wait.js';
import { ensureSentence } from './sentences.js';

/** A log that keeps what it is told. */
function keepingLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const keep = (fields: object, message: string): void => void lines.push(`${message} ${JSON.stringify(fields)}`);
  return { lines, debug: () => {}, info: () => {}, warn: keep, error: keep };
}

const messageOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('Nothing was thrown.');
};

export async function libraryFaults(checks: Checks, fleet: Fleet, cleanup: Cleanup): Promise<void> {
  const make = (options: Partial<GrowthEngineOptions>) => () => createGrowthEngine({ service: 'faults', ...options });

  await checks.check('a route table with duplicate ids names both', () =>
    ensureSentence(
      messageOf(
        make({
          routes: [
            { id: 'home', path: '/' },
            { id: 'home', path: '/home' },
          ],
        })
      ),
      /home/,
      /unique|twice|same id/
    )
  );
  await checks.check('an unknown option is named', () =>
    ensureSentence(messageOf(make({ rotues: [] } as unknown as Partial<GrowthEngineOptions>)), /rotues/)
  );
  await checks.check('a metrics port in use is said by `ready`, and the application goes on', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const engine = make({ metrics: { port }, log: keepingLog() })();
    const said = await engine.ready.then(
      () => 'nothing',
      (error: unknown) => String(error)
    );
    await engine.close();
    server.close();
    return ensureSentence(said, new RegExp(String(port)), /in use/);
  });
  await checks.check('an agent with a wrong token says so in one sentence, and the application answers', async () => {
    const log = keepingLog();
    const app = await startPlantedApp(cleanup, {
      collector: fleet.api.url,
      token: 'not-the-right-token',
      log,
      ratePerSecond: 5,
    });
    const said = await until('a warning', 15_000, () => log.lines.find((line) => /token/i.test(line)));
    const answer = await fetch(`${app.url}/dashboard`);
    ensure(answer.status === 200, `The application answered ${answer.status}.`);
    return ensureSentence(said, /token/i);
  });
  await checks.check('a collector that is not there is said in one sentence, and the application answers', async () => {
    const log = keepingLog();
    const collector = `http://127.0.0.1:${await freePort()}`;
    const app = await startPlantedApp(cleanup, { collector, token: 'a-token-of-some-length', log, ratePerSecond: 5 });
    const said = await until('a warning', 15_000, () => log.lines.find((line) => line.includes(collector)));
    const answer = await fetch(`${app.url}/dashboard`);
    ensure(answer.status === 200, `The application answered ${answer.status}.`);
    return ensureSentence(said, new RegExp(new URL(collector).host.replaceAll('.', '\\.')));
  });
  await checks.check('a database that cannot be reached makes health degraded and names the check', async () => {
    const pool = new pg.Pool({
      connectionString: `postgres://nobody:wrong-password@127.0.0.1:${await freePort()}/nowhere`,
      max: 1,
    });
    const app = await startPlantedApp(cleanup, { pools: { main: pool }, ratePerSecond: 5 });
    const control = await app.engine.control();
    const health = await until('degraded health', 20_000, () => {
      const now = control.health(app.engine.service);
      return now.status === 'degraded' ? now : undefined;
    });
    const failing = Object.entries(health.checks).filter(([, text]) => text !== 'ok');
    ensure(failing.length > 0, `No check says why: ${JSON.stringify(health)}`);
    return failing.map(([name, text]) => `${name}: ${text}`).join(' ');
  });
  await checks.check('a database that refuses the login is said to, without the password', async () => {
    const url = new URL(fleet.database.url);
    url.password = 'wrong-password';
    const pool = new pg.Pool({ connectionString: url.href, max: 1 });
    const app = await startPlantedApp(cleanup, { pools: { main: pool }, ratePerSecond: 5 });
    const control = await app.engine.control();
    const said = await until('a failing check', 20_000, () => {
      const { checks: all } = control.health(app.engine.service);
      return Object.values(all).find((text) => text !== 'ok');
    });
    ensure(!said.includes('wrong-password'), 'The password stands in it.');
    return ensureSentence(said, /password|login|authentication/i);
  });
}
