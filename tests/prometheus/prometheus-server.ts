import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { Child } from '../lib/child.js';
import type { Cleanup } from '../lib/cleanup.js';
import { freePort } from '../lib/ports.js';

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface PrometheusServer {
  /** Evaluates an expression at a moment in epoch milliseconds. */
  query(expression: string, at: number): Promise<readonly Sample[]>;
}

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data?: { readonly result: readonly { metric: Record<string, string>; value: readonly [number, string] }[] };
}

/** A real Prometheus that scrapes one address every 5 s. */
export async function startPrometheus(binary: string, target: string, cleanup: Cleanup): Promise<PrometheusServer> {
  const folder = mkdtempSync(join(tmpdir(), 'growth-engine-prometheus-'));
  cleanup.add(() => rmSync(folder, { recursive: true, force: true }));
  const config = join(folder, 'prometheus.yml');
  writeFileSync(
    config,
    stringify({
      global: { scrape_interval: '5s', scrape_timeout: '4s' },
      scrape_configs: [{ job_name: 'shop', static_configs: [{ targets: [target] }] }],
    })
  );
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await Child.start(
    {
      name: 'prometheus',
      command: binary,
      args: [
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=warn',
      ],
      readyUrl: `${url}/-/ready`,
    },
    cleanup
  );
  return {
    async query(expression, at) {
      const response = await fetch(`${url}/api/v1/query`, {
        method: 'POST',
        body: new URLSearchParams({ query: expression, time: String(at / 1000) }),
      });
      const answer = (await response.json()) as Answer;
      if (answer.data === undefined)
        throw new Error(`Prometheus refused ${expression}: ${answer.error ?? answer.status}`);
      return answer.data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
    },
  };
}
