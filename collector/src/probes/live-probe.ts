import type { MetricDefinition } from '../contract/index.js';
import type { Instruments, Observe } from '../instruments/types.js';
import type { Probe } from './types.js';

export interface LiveProbeOptions {
  readonly name: string;
  readonly instruments: Instruments;
  readonly series: readonly (readonly [MetricDefinition, Observe])[];
  /** Histograms that it fills itself. */
  readonly filled?: readonly MetricDefinition[];
  readonly close?: () => void;
}

/**
 * A probe whose numbers cost so little that they are read whenever somebody asks for them: by a scrape, and by an agent's
 * report, which runs no probes.
 */
export function liveProbe({ name, instruments, series, filled = [], close }: LiveProbeOptions): Probe {
  const ends = series.map(([definition, observe]) => instruments.observe(definition, observe));
  return {
    name,
    defaultEnabled: true,
    metrics: [...series.map(([definition]) => definition), ...filled],
    collect: () => Promise.resolve('ok'),
    close() {
      for (const end of ends) end();
      close?.();
    },
  };
}
