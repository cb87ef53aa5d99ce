import type { MetricDefinition } from '../contract/index.js';
import type { Instruments } from '../instruments/types.js';
import { readingProbe, type ReadingSeries } from './reading-probe.js';
import type { Probe } from './types.js';

export interface ServerProbeOptions<Reading> {
  readonly name: string;
  /** Value of the first label of every series: the server's name in the configuration. */
  readonly server: string;
  /** 1 while the server answers, 0 while it does not; absent before it was asked. */
  readonly up: MetricDefinition;
  readonly instruments: Instruments;
  readonly read: (signal: AbortSignal) => Promise<Reading>;
  readonly series: readonly ReadingSeries<Reading>[];
  /** Ends the connection. */
  readonly close: () => void;
}

/**
 * A server that is asked over a connection of its own. While it cannot be asked `up` is 0 and its other series are absent;
 * a single number that it does not tell is absent too, and no failure. Runs that overlap are one.
 */
export function serverProbe<Reading>(options: ServerProbeOptions<Reading>): Probe {
  const { name, server, up, instruments, series } = options;
  let isUp: boolean | undefined;
  let running: ReturnType<Probe['collect']> | undefined;
  const endUp = instruments.observe(up, (emit) => {
    if (isUp !== undefined) emit([server], isUp ? 1 : 0);
  });
  const probe = readingProbe<Reading>({
    name,
    instruments,
    read: async (signal) => {
      try {
        const reading = await options.read(signal);
        isUp = true;
        return reading;
      } catch (error) {
        isUp = false;
        throw error;
      }
    },
    series,
    close: () => {
      isUp = undefined;
      endUp();
      options.close();
    },
  });
  return {
    ...probe,
    metrics: [up, ...series.map(({ definition }) => definition)],
    collect: (signal) => (running ??= probe.collect(signal).finally(() => (running = undefined))),
  };
}
