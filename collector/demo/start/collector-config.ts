import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The demo's collector: quick to judge, and a response-time target that the shop misses. Returns the file's path. */
export function writeCollectorConfig(options: {
  dir: string;
  port: number;
  databaseUrl: string;
  grafanaUrl: string | undefined;
}): string {
  const { hostname, port: databasePort } = new URL(options.databaseUrl);
  const file = join(options.dir, 'collector.json');
  const config = {
    listen: { host: '127.0.0.1', port: options.port },
    mode: 'propose',
    services: { shop: { targets: { response_time: 0.025 } } },
    loop: { judgeSeconds: 120, blockSeconds: 1.5, windowSeconds: 30, baselineSeconds: 10 },
    databases: [{ name: 'shop', url: options.databaseUrl }],
    peers: [{ name: 'postgres', host: hostname, port: Number(databasePort) }],
    ...(options.grafanaUrl === undefined
      ? {}
      : { grafana: { keysUrl: `${options.grafanaUrl}/api/signing-keys/keys`, issuer: `${options.grafanaUrl}/` } }),
  };
  writeFileSync(file, JSON.stringify(config, null, 2), { mode: 0o600 });
  return file;
}
