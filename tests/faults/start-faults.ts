import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { Child } from '../lib/child.js';
import type { Cleanup } from '../lib/cleanup.js';
import { ensure } from '../lib/checks.js';
import type { Checks } from '../lib/checks.js';
import { COLLECTOR_CLI } from '../lib/paths.js';
import { freePort } from '../lib/ports.js';
import { delay } from '../lib/wait.js';
import { ensureSentence } from './sentences.js';

const GIVE_UP_MS = 10_000;

export async function startFaults(checks: Checks, databaseUrl: string, cleanup: Cleanup): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'growth-engine-faults-'));
  cleanup.add(() => rmSync(dir, { recursive: true, force: true }));
  let files = 0;
  const start = (config: unknown, env: Readonly<Record<string, string>> = {}, readyUrl?: string): Promise<Child> => {
    files += 1;
    const file = join(dir, `collector-${files}.json`);
    writeFileSync(file, typeof config === 'string' ? config : JSON.stringify(config));
    return Child.start(
      {
        name: 'collector',
        args: [COLLECTOR_CLI, 'serve', '--config', file, '--state-dir', join(dir, `state-${files}`)],
        env,
        ...(readyUrl === undefined ? {} : { readyUrl, readyWithinMs: GIVE_UP_MS }),
      },
      cleanup
    );
  };
  /** What it says when it does not start. */
  const refusal = async (config: unknown, ...mentions: readonly RegExp[]): Promise<string> => {
    const child = await start(config);
    const exit = await Promise.race([child.exited, delay(GIVE_UP_MS)]);
    if (exit === undefined) await child.stop();
    ensure(exit !== undefined, `It started:\n${child.output}`);
    ensure(exit.code !== 0, `It ended with ${exit.code}:\n${child.output}`);
    return ensureSentence(child.output, ...mentions);
  };

  await checks.check('a wrong configuration key is named, with the one that was meant', () =>
    refusal({ targets: { respose_time: 0.2 } }, /respose_time/, /response_time/)
  );
  await checks.check('a target of −1 in the configuration is named with its value and its range', () =>
    refusal({ targets: { response_time: -1 } }, /response_time/, /-1/, /0\.001/)
  );
  await checks.check('a configuration that is no JSON is said to be none', () =>
    refusal('{ "listen": ', /collector-\d+\.json/)
  );
  await checks.check('a port in use is named', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      return await refusal({ listen: { port } }, new RegExp(String(port)), /in use/);
    } finally {
      server.close();
    }
  });
  await checks.check('a collector without tokens makes its own and starts', async () => {
    const port = await freePort();
    const child = await start({ listen: { port } }, {}, `http://127.0.0.1:${port}/healthz`);
    const open = await fetch(`http://127.0.0.1:${port}/api/growth-engine/services`);
    ensure(open.status === 401, `Without a token it answered ${open.status}.`);
    await child.stop();
    return undefined;
  });
  await checks.check('a database that refuses the login is said to, and the rest answers', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const wrong = new URL(databaseUrl);
    wrong.password = 'wrong-password';
    const databases = [{ name: 'main', url: wrong.href }];
    const child = await start({ listen: { port }, databases }, {}, `${url}/healthz`);
    const text = await (await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(8_000) })).text();
    await child.stop();
    ensure(/^growth_engine_db_server_up\{[^}]*\} 0$/m.test(text), 'db_server_up is not 0.');
    ensure(/^growth_engine_system_memory_total_bytes /m.test(text), 'The rest of the series is missing.');
    ensure(!child.output.includes('wrong-password'), 'The password stands in the log.');
    return ensureSentence(child.output, /password|login|authentication/i);
  });
}
