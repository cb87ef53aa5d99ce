import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { API_BASE } from '../contract/index.js';
import { agentReport } from '../server/testing/documents.js';
import { run } from './run.js';
import { createTestTerminal } from './testing/terminal.js';
import type { TestTerminal } from './testing/terminal.js';

describe('growth-engine serve', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'ge-serve-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  const serve = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    let stop = (): void => {};
    const stopped = new Promise<string>((resolve) => {
      stop = () => resolve('SIGTERM');
    });
    const terminal = createTestTerminal({ env: { GROWTH_ENGINE_LOG_LEVEL: 'silent', ...env }, stopped });
    return { terminal, code: run(['serve', '--state-dir', dir, ...args], terminal), stop };
  };
  const ready = async (terminal: TestTerminal, code: Promise<number>): Promise<string> => {
    let ended: number | undefined;
    void code.then((value) => (ended = value));
    while (terminal.output === '' && ended === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
    return /http:\/\/[^ ]+/.exec(terminal.output)?.[0] ?? `ended with ${ended}: ${terminal.errors}`;
  };

  it('starts from nothing, answers agents, Prometheus and the terminal, and leaves nothing behind', async () => {
    const { terminal, code, stop } = serve(['--port', '0']);
    const url = await ready(terminal, code);
    expect(terminal.output.split('\n')).toHaveLength(2);
    expect(terminal.output).toContain(`state in ${dir}, tokens agent, read, control in ${dir}/tokens`);

    const token = async (kind: string): Promise<string> => (await readFile(join(dir, 'tokens', kind), 'utf8')).trim();
    const report = await fetch(`${url}${API_BASE}/agents/${encodeURIComponent(agentReport.instance)}/report`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await token('agent')}`, 'content-type': 'application/json' },
      body: JSON.stringify(agentReport),
    });
    expect(report.status).toBe(200);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/growth_engine_build_info\{.*role="collector".*\} 1/);
    expect(metrics).toContain('growth_engine_agent_connected{');
    const shown = createTestTerminal();
    await run(['report', '--state-dir', dir], shown);
    expect(shown.output).toContain('shop');
    expect(shown.errors).toBe('');
    const frozen = createTestTerminal();
    expect(await run(['freeze', '--for', '1h', '--state-dir', dir], frozen)).toBe(0);

    const second = serve(['--port', '0']);
    expect(await second.code).toBe(1);
    expect(second.terminal.errors).toContain(`${dir} is in use by process ${process.pid}`);

    stop();
    expect(await code).toBe(0);
    expect((await readdir(dir)).sort()).toEqual(['ledger.jsonl', 'services', 'tokens']);

    const again = serve(['--port', '0']);
    await ready(again.terminal, again.code);
    const after = createTestTerminal();
    await run(['report', '--json', '--state-dir', dir], after);
    expect(JSON.parse(after.output)).toMatchObject({ freeze: { by: { kind: 'terminal' } } });
    again.stop();
    expect(await again.code).toBe(0);
  });

  it('runs the probes that are switched on, those of databases among them, and shows those that a scrape chooses', async () => {
    const config = join(dir, 'collector.yaml');
    const databases = ['one', 'two'].map((name) => `{ name: ${name}, url: 'postgres://127.0.0.1:1/none' }`).join(', ');
    await writeFile(config, `databases: [${databases}]\nprobes: { disable: [postgres_two, disk] }\n`);
    const { terminal, code, stop } = serve(['--port', '0', '--config', config]);
    const url = await ready(terminal, code);
    const all = await (await fetch(`${url}/metrics`)).text();
    expect(all).toContain('growth_engine_probe_success{probe="postgres_one"} 0\n');
    expect(all).toContain('growth_engine_db_server_up{database="one"} 0\n');
    expect(all).not.toContain('postgres_two');
    expect(all).not.toContain('probe="disk"');
    const chosen = await (await fetch(`${url}/metrics?collect[]=cpu`)).text();
    expect(chosen).toContain('growth_engine_probe_success{probe="cpu"} 1\n');
    expect(chosen).not.toContain('growth_engine_build_info');
    expect((await fetch(`${url}/metrics?collect[]=disk`)).status).toBe(400);
    stop();
    expect(await code).toBe(0);
  });

  it('says in one sentence why it cannot start', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const busy = serve(['--port', String(port)]);
    expect(await busy.code).toBe(1);
    expect(busy.terminal.errors).toContain(`Port ${port} on 127.0.0.1 is in use by another process.`);
    other.close();
    expect(await readdir(dir)).not.toContain('lock');

    const config = join(dir, 'collector.yaml');
    await writeFile(config, 'targets: { response_time: -1 }\nprobes: { enable: [cpus] }\n');
    const wrong = serve(['--config', config]);
    expect(await wrong.code).toBe(2);
    expect(wrong.terminal.errors).toContain(
      'targets.response_time is -1; it must be a number of seconds between 0.001 and 600.'
    );
    await writeFile(config, 'probes: { enable: [cpus] }\n');
    const unknown = serve(['--port', '0', '--config', config]);
    expect(await unknown.code).toBe(2);
    expect(unknown.terminal.errors).toContain('did you mean cpu?');
    const page = serve(['--host-page', dir]);
    expect(await page.code).toBe(1);
    expect(page.terminal.errors).toContain(`There is no host page in ${dir}`);
  });
});
