import { isMainThread } from 'node:worker_threads';
import type { Clock, Log } from '../../contract/index.js';
import { createMetricsHandler, type MetricsHandler } from '../handler.js';
import type { ScrapedProbes } from '../scrape-selection.js';
import type { Instruments } from '../types.js';
import type { clusterExposition } from './cluster-exposition.js';
import { answerMainThread } from './threads/answering.js';
import { threadExposition } from './threads/thread-exposition.js';

export interface ProcessMetricsOptions {
  readonly instruments: Instruments;
  readonly probes: ScrapedProbes;
  readonly service: string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface ProcessMetrics {
  readonly handler: MetricsHandler;
  close(): Promise<void>;
}

interface Workers {
  readonly handler: MetricsHandler;
  close(): Promise<void>;
}

/** PM2 keeps the number of an instance when it starts it again; node:cluster counts on. */
const workerName = (id: number): string => /^\w+$/.exec(process.env.NODE_APP_INSTANCE ?? '')?.[0] ?? String(id);

/** Undefined in a process that is no worker of a cluster. What only a worker needs is loaded there alone. */
async function joinWorkers(
  options: Omit<ProcessMetricsOptions, 'instruments'> & Pick<Parameters<typeof clusterExposition>[0], 'instruments'>,
  own: MetricsHandler
): Promise<Workers | undefined> {
  const { instruments, probes, service, clock, log } = options;
  const { default: cluster } = await import('node:cluster');
  if (cluster.worker === undefined) return undefined;
  const { meetingPlace } = await import('./meeting-place.js');
  const { joinSiblings } = await import('./siblings.js');
  const exposition = await import('./cluster-exposition.js');
  const folder = meetingPlace(service);
  if (folder === undefined) return undefined;
  const siblings = await joinSiblings({ folder, worker: workerName(cluster.worker.id), answer: own });
  const all = exposition.clusterExposition({ instruments, siblings, log });
  return {
    handler: createMetricsHandler({ instruments: all, probes, clock, log }),
    close: () => siblings.close(),
  };
}

/**
 * `/metrics` of this process, with what its worker threads measure. In a worker of node:cluster, which answers a share of the
 * requests to a port, that is `/metrics` of all workers of its primary; where they cannot find each other, each answers for
 * itself. In a worker thread it is that of the thread alone: the main thread's has it too.
 */
export function createProcessMetrics(options: ProcessMetricsOptions): ProcessMetrics {
  const { instruments, probes, clock, log } = options;
  if (!isMainThread) {
    const answering = answerMainThread(options);
    return { handler: createMetricsHandler(options), close: () => answering.close() };
  }
  const threads = threadExposition(options);
  const own = createMetricsHandler({ instruments: threads, probes, clock, log });
  // A worker has a channel to its primary.
  if (process.send === undefined) {
    return {
      handler: own,
      close: async () => threads.close(),
    };
  }
  const whole = { expose: threads.expose.bind(threads), gauge: instruments.gauge.bind(instruments) };
  let handler: MetricsHandler | undefined;
  const joined = joinWorkers({ ...options, instruments: whole }, own)
    .catch((error: unknown) => {
      log.error({ err: error }, 'The workers of this cluster cannot find each other: each answers for itself alone');
      return undefined;
    })
    .then((workers) => {
      handler = workers?.handler ?? own;
      return workers;
    });
  return {
    handler: (req, res) => {
      if (handler === undefined) void joined.then(() => (handler ?? own)(req, res));
      else handler(req, res);
    },
    close: async () => {
      await (await joined)?.close();
      threads.close();
    },
  };
}
