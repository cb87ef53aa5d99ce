import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROMETHEUS = process.env.PROMETHEUS ?? 'prometheus';
export const hasPrometheus = spawnSync(PROMETHEUS, ['--version']).error === undefined;

export interface PrometheusServer {
  /** `data` of an answer of the HTTP API, e.g. of `query?query=up`. */
  api(path: string): Promise<unknown>;
  output(): string;
  close(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port was found.');
  return address.port;
}

/** A real Prometheus that scrapes one address every second. */
export async function startPrometheus(target: string, features: readonly string[]): Promise<PrometheusServer> {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  const config = join(folder, 'prometheus.yml');
  // JSON is YAML.
  writeFileSync(
    config,
    JSON.stringify({
      global: { scrape_interval: '1s', scrape_timeout: '1s' },
      scrape_configs: [{ job_name: 'shop', static_configs: [{ targets: [target] }] }],
    })
  );
  const port = await freePort();
  const server = spawn(PROMETHEUS, [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    ...(features.length === 0 ? [] : [`--enable-feature=${features.join()}`]),
  ]);
  let output = '';
  for (const stream of [server.stdout, server.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = once(server, 'exit');
  return {
    async api(path) {
      const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`);
      const { data, error } = (await response.json()) as { data?: unknown; error?: string };
      if (data === undefined) throw new Error(`Prometheus refused ${path}: ${error ?? response.status}`);
      return data;
    },
    output: () => output,
    async close() {
      server.kill('SIGKILL');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
