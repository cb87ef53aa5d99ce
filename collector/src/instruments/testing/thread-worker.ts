import { parentPort, threadId } from 'node:worker_threads';
import { METRICS, silentLog, systemClock } from '../../contract/index.js';
import { createProcessUsage, processProbes } from '../../probes/process/index.js';
import { createProbeRegistry } from '../../probes/registry.js';
import { createProcessMetrics } from '../cluster/cluster-metrics.js';
import { createInstruments } from '../instruments.js';

// A thread that measures: it counts and holds what it is told to, hangs, and closes or just ends.
const instruments = createInstruments({ constantLabels: { service: 'shop' } });
const parts = { instruments, clock: systemClock, log: silentLog };
const probes = createProbeRegistry(parts);
const usage = createProcessUsage({ clock: systemClock });
for (const probe of processProbes({ ...parts, usage })) probes.add(probe);
const { close } = createProcessMetrics({ ...parts, service: 'shop', probes });
const slow = instruments.counter(METRICS.db_slow_queries_total).bind('main');
const connections = instruments.gauge(METRICS.db_pool_connections).bind('main', 'used');
const durations = instruments.histogram(METRICS.db_query_duration_seconds).bind('main', 'select');

const tasks: Readonly<Record<string, (amount: number) => unknown>> = {
  count: (amount) => {
    slow.inc(amount);
    durations.observe(amount / 1000);
  },
  hold: (amount) => connections.set(amount),
  hang: (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms),
  close: async () => {
    await close();
    await probes.close();
    usage.close();
  },
  end: () => process.exit(0),
};
parentPort?.on('message', ({ task, amount }: { task: string; amount: number }) => {
  if (task !== 'hang') void Promise.resolve(tasks[task]?.(amount)).then(() => parentPort?.postMessage(threadId));
  else {
    parentPort?.postMessage(threadId);
    tasks['hang']?.(amount);
  }
  if (task === 'close') parentPort?.close();
});
