import { setMaxListeners } from 'node:events';
import { METRICS, type Clock, type Log } from '../contract/index.js';
import type { Instruments } from '../instruments/types.js';
import { ProbeRun } from './probe-run.js';
import type { Probe, ProbeRegistry } from './types.js';

const DEFAULT_DEADLINE_MS = 5000;

export interface ProbeRegistryOptions {
  readonly instruments: Instruments;
  readonly clock: Clock;
  readonly log: Log;
  /** Longest that one probe may take, in milliseconds; 5 s by default. */
  readonly deadlineMs?: number;
}

/** Probes by name, each with its own deadline: one that throws or hangs costs its own numbers and nothing else. */
export function createProbeRegistry({
  instruments,
  clock,
  log,
  deadlineMs = DEFAULT_DEADLINE_MS,
}: ProbeRegistryOptions): ProbeRegistry {
  const success = instruments.gauge(METRICS.probe_success);
  const duration = instruments.gauge(METRICS.probe_duration_seconds);
  const runs = new Map<string, ProbeRun>();
  const closing = new AbortController();
  const underWay = new Map<ProbeRun, Promise<void>>();

  const forget = (name: string): void => {
    success.remove(name);
    duration.remove(name);
  };

  const closeProbe = async (probe: Probe): Promise<void> => {
    try {
      await probe.close?.();
    } catch (error) {
      log.warn({ err: error, probe: probe.name }, `Probe ${probe.name} could not be closed`);
    }
  };

  const runOne = async (run: ProbeRun, signal: AbortSignal): Promise<void> => {
    const { name } = run.probe;
    const before = run.status;
    // Each in a turn of its own: most read synchronously, and none shall pay for the others in its duration.
    await new Promise((resolve) => setImmediate(resolve));
    const begin = clock.monotonic();
    const result = await run.once(signal);
    if (runs.get(name) !== run) return;
    if (result.outcome === 'no-data') return forget(name);
    success.bind(name).set(result.outcome === 'ok' ? 1 : 0);
    duration.bind(name).set((clock.monotonic() - begin) / 1000);
    if (result.outcome === 'failed' && (before === undefined || before === 'ok')) {
      log.warn({ err: result.error, probe: name }, `Probe ${name} failed: ${result.error.message}`);
    }
    if (result.outcome === 'ok' && before !== undefined && before !== 'ok') {
      log.info({ probe: name }, `Probe ${name} brings its numbers again`);
    }
  };

  /** Those that are not under way already; a run is shared, whoever asked for it first. */
  const start = (wanted: readonly ProbeRun[], signal: AbortSignal): void => {
    const idle = wanted.filter((run) => !underWay.has(run));
    if (idle.length === 0) return;
    const controller = new AbortController();
    // As many listeners as there are probes.
    setMaxListeners(0, controller.signal);
    const abort = (): void => controller.abort();
    // Not AbortSignal.any: it would tie every run to the registry's own signal for good.
    const sources = [signal, closing.signal];
    if (sources.some((source) => source.aborted)) abort();
    for (const source of sources) source.addEventListener('abort', abort, { once: true });
    const ended = idle.map((run) => {
      const running = runOne(run, controller.signal).finally(() => underWay.delete(run));
      underWay.set(run, running);
      return running;
    });
    void Promise.all(ended).finally(() => {
      for (const source of sources) source.removeEventListener('abort', abort);
    });
  };

  return {
    add(probe) {
      if (closing.signal.aborted) throw new Error(`Probe ${probe.name} was added to a registry that is closed`);
      if (runs.has(probe.name)) throw new Error(`There are two probes named ${probe.name}; give one another name`);
      const run = new ProbeRun(probe, clock, deadlineMs);
      runs.set(probe.name, run);
      return () => {
        if (runs.get(probe.name) !== run) return;
        runs.delete(probe.name);
        forget(probe.name);
        void closeProbe(probe);
      };
    },

    names: () => [...runs.keys()],

    metricsOf: (name) => (runs.get(name)?.probe.metrics ?? []).map((metric) => metric.name),

    async collect(signal, only) {
      if (closing.signal.aborted) return;
      const wanted = [...runs.values()].filter(({ probe }) => only === undefined || only.has(probe.name));
      start(wanted, signal);
      const running = Promise.all(wanted.map((run) => underWay.get(run) ?? Promise.resolve()));
      await settledOrAborted(running, signal);
    },

    status() {
      return Object.fromEntries(
        [...runs.values()].flatMap((run) => (run.status === undefined ? [] : [[run.probe.name, run.status]]))
      );
    },

    async close() {
      closing.abort();
      const probes = [...runs.values()].map((run) => run.probe);
      for (const { name } of probes) forget(name);
      runs.clear();
      await Promise.all(underWay.values());
      await Promise.all(probes.map(closeProbe));
    },
  };
}

/** The run that we joined may have more time than we have. */
function settledOrAborted(run: Promise<unknown>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    // A turn later, so that a run that ends by this very signal can still write down how.
    const leave = (): void => void setImmediate(resolve);
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    run.then(() => resolve(), reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
