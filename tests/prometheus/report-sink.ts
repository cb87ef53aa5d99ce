import { once } from 'node:events';
import { createServer } from 'node:http';
import { AGENT_PROTOCOL, DEFAULT_TARGETS, DEFAULT_THRESHOLDS } from '@growth-engine/collector/contract';
import type { AgentAnswer, AgentReport, SnapshotView } from '@growth-engine/collector/contract';
import { SeriesRing } from '../../collector/src/optimizer/hub/series-ring.js';
import { snapshotOf } from '../../collector/src/optimizer/snapshots/snapshot.js';
import type { Cleanup } from '../lib/cleanup.js';
import { delay } from '../lib/wait.js';

const KEEP_MS = 180_000;
/** How often the agent reports: fine enough to cut a window out. */
const HOLD_MS = 500;

/** A collector that only listens: it keeps what one agent reports and desires that admission enforces its limits. */
export interface ReportSink {
  readonly url: string;
  readonly reports: number;
  /** What was reported within a window that ends at a moment in epoch milliseconds. */
  snapshot(endsAt: number, windowSeconds: number): SnapshotView;
}

export async function startReportSink(cleanup: Cleanup): Promise<ReportSink> {
  const ring = new SeriesRing(KEEP_MS);
  let acknowledged = 0;
  let instance = '';
  let reports = 0;

  const take = (report: AgentReport): AgentAnswer => {
    instance = report.instance;
    reports += 1;
    const fresh = report.batches.filter(({ sequence }) => sequence > acknowledged);
    let endMs = performance.now() - fresh.reduce((sum, { durationMs }) => sum + durationMs, 0);
    for (const batch of fresh) {
      endMs += batch.durationMs;
      acknowledged = batch.sequence;
      ring.push(batch, endMs);
    }
    return {
      protocol: AGENT_PROTOCOL,
      collectorVersion: report.agentVersion,
      acknowledged,
      desired: {
        revision: 1,
        settings: {},
        owners: {},
        targets: DEFAULT_TARGETS,
        thresholds: DEFAULT_THRESHOLDS,
        admission: 'enforce',
        automatic: false,
        trials: [],
      },
    };
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = take(JSON.parse(Buffer.concat(chunks).toString('utf8')) as AgentReport);
      void delay(HOLD_MS).then(() => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(answer));
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanup.add(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The report sink has no port.');

  return {
    url: `http://127.0.0.1:${address.port}`,
    get reports() {
      return reports;
    },
    snapshot(endsAt, windowSeconds) {
      const endMs = endsAt - performance.timeOrigin;
      return snapshotOf([{ instance, slices: ring.between(endMs - windowSeconds * 1000, endMs) }], windowSeconds);
    },
  };
}
