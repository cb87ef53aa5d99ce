import type { MetricDefinition } from '../contract/index.js';
import type { Instruments } from '../instruments/types.js';
import type { Probe } from './types.js';

type Emit = (labels: readonly string[], value: number) => void;

/** A metric and how its series are read off a reading. */
export interface ReadingSeries<Reading> {
  readonly definition: MetricDefinition;
  readonly emit: (reading: Reading, emit: Emit) => void;
}

export interface ReadingProbeOptions<Reading> {
  readonly name: string;
  readonly defaultEnabled?: boolean;
  readonly instruments: Instruments;
  /** Undefined: there is nothing to measure here. */
  readonly read: (signal: AbortSignal) => Reading | undefined | Promise<Reading | undefined>;
  readonly series: readonly ReadingSeries<Reading>[];
  readonly close?: () => void;
}

/** A probe that exposes its last reading; while it cannot read, its series are absent rather than stale. */
export function readingProbe<Reading>(options: ReadingProbeOptions<Reading>): Probe {
  let last: Reading | undefined;
  const ends = options.series.map(({ definition, emit }) =>
    options.instruments.observe(definition, (put) => {
      if (last !== undefined) emit(last, put);
    })
  );
  return {
    name: options.name,
    defaultEnabled: options.defaultEnabled ?? true,
    metrics: options.series.map(({ definition }) => definition),
    async collect(signal) {
      try {
        last = await options.read(signal);
      } catch (error) {
        last = undefined;
        throw error;
      }
      return last === undefined ? 'no-data' : 'ok';
    },
    close() {
      last = undefined;
      for (const end of ends) end();
      options.close?.();
    },
  };
}
