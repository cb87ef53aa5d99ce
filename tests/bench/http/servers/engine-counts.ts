import { METRICS } from '@growth-engine/collector/contract';
import type { GrowthEngine } from '@growth-engine/collector';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an engine counted of its requests since it began. */
export interface Counts {
  /** Recorded with a duration. */
  readonly tracked: number;
  readonly missed: number;
  /** Answers of the handler that were put into the cache. */
  readonly stored: number;
  /** Those that were not, since nobody had asked for them before. */
  readonly rejected: number;
}

/** Asked after what is measured: a server of its own for one scrape. */
export async function countsOf(engine: GrowthEngine): Promise<Counts> {
  const server = createServer(engine.metrics);
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  const text = await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`)).text();
  server.closeAllConnections();
  server.close();
  const sum = (series: RegExp): number =>
    [...text.matchAll(series)].reduce((total, [, value]) => total + Number(value), 0);
  const of = (name: string, label = ''): RegExp => new RegExp(`^${name}\\{[^}]*${label}[^}]*\\} (\\S+)$`, 'gm');
  return {
    tracked: sum(of(`${METRICS.http_request_duration_seconds.name}_count`)),
    missed: sum(of(METRICS.cache_requests_total.name, 'result="miss"')),
    stored: sum(of(`${METRICS.cache_load_duration_seconds.name}_count`)),
    rejected: sum(of(METRICS.cache_admissions_rejected_total.name)),
  };
}
