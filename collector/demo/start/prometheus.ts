import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PartOptions } from './supervisor.js';

export interface PrometheusTargets {
  readonly collector: string;
  readonly shops: readonly string[];
}

/** Writes the demo's Prometheus configuration into `dir`: scrapes every 5 s, with the project's rules. */
export function prometheusPart(options: {
  binary: string;
  dir: string;
  port: number;
  /** Left out where Grafana evaluates the same rules: both at once would alert twice. */
  rulesFile: string | undefined;
  targets: PrometheusTargets;
}): PartOptions {
  const { dir, port, targets } = options;
  mkdirSync(join(dir, 'data'), { recursive: true });
  // JSON is YAML.
  const configuration = {
    global: { scrape_interval: '5s', scrape_timeout: '4s', evaluation_interval: '5s' },
    rule_files: options.rulesFile === undefined ? [] : [options.rulesFile],
    scrape_configs: [
      { job_name: 'growth-engine', static_configs: [{ targets: [targets.collector] }] },
      { job_name: 'shop', static_configs: [{ targets: targets.shops }] },
    ],
  };
  const file = join(dir, 'prometheus.yml');
  writeFileSync(file, JSON.stringify(configuration, null, 2));
  return {
    name: 'prometheus',
    command: options.binary,
    args: [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(dir, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--storage.tsdb.retention.time=6h',
      '--log.level=warn',
    ],
    readyUrl: `http://127.0.0.1:${port}/-/ready`,
  };
}
