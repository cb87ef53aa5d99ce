import cluster from 'node:cluster';
import { createServer } from 'node:http';
import { METRICS, silentLog, systemClock } from '../../contract/index.js';
import { createProbeRegistry } from '../../probes/registry.js';
import { createProcessMetrics } from '../cluster/cluster-metrics.js';
import { createInstruments } from '../instruments.js';

// A worker that serves its port together with its like; its counter is a hundred times its number, and one per request.
const instruments = createInstruments({ constantLabels: { service: 'shop' } });
const parts = { instruments, clock: systemClock, log: silentLog };
const slow = instruments.counter(METRICS.db_slow_queries_total).bind('main');
slow.inc(100 * (cluster.worker?.id ?? 0));
instruments.histogram(METRICS.db_query_duration_seconds).bind('main', 'select').observe(0.07);
const { handler, close } = createProcessMetrics({ ...parts, service: 'shop', probes: createProbeRegistry(parts) });
const server = createServer((req, res) => {
  slow.inc();
  handler(req, res);
}).listen(Number(process.env.PORT), '127.0.0.1');
process.on('message', () => {
  server.closeAllConnections();
  server.close();
  void close().then(() => process.disconnect());
});
