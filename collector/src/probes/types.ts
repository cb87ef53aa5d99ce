import type { MetricDefinition } from '../contract/index.js';
import type { ScrapedProbes } from '../instruments/scrape-selection.js';

/** `no-data`: there is nothing to measure here (a kernel without PSI), which is no failure. */
export type ProbeOutcome = 'ok' | 'no-data';

/** One source of numbers, behind the registry. It puts them into the instruments that it was made with. */
export interface Probe {
  /** Lower case with underscores; stands in `growth_engine_probe_success{probe}`. */
  readonly name: string;
  /** Whether it runs where the configuration does not name it. */
  readonly defaultEnabled: boolean;
  /** What it brings, so that a scrape can choose it; absent: a scrape that chooses gets its success and duration alone. */
  readonly metrics?: readonly MetricDefinition[];
  /** Brings its numbers up to date. Rejects with one sentence when it cannot; its numbers are then absent, not stale. */
  collect(signal: AbortSignal): Promise<ProbeOutcome>;
  close?(): void | Promise<void>;
}

export interface ProbeRegistry extends ScrapedProbes {
  /** The returned function removes and closes it. @throws Error when the name is in use or the registry is closed. */
  add(probe: Probe): () => void;
  /**
   * Runs all probes, or those that `only` names, side by side; never rejects. Resolves when they are done, out of time, or
   * `signal` aborts. Calls that overlap share one run of each probe.
   */
  collect(signal: AbortSignal, only?: ReadonlySet<string>): Promise<void>;
  /** Per probe that has run and had something to measure: "ok" or one sentence. */
  status(): Readonly<Record<string, string>>;
  close(): Promise<void>;
}
