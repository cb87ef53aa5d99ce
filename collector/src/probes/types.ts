/** `no-data`: there is nothing to measure here (a kernel without PSI), which is no failure. */
export type ProbeOutcome = 'ok' | 'no-data';

/** One source of numbers, behind the registry. It puts them into the instruments that it was made with. */
export interface Probe {
  /** Lower case with underscores; stands in `growth_engine_probe_success{probe}`. */
  readonly name: string;
  /** Whether it runs where the configuration does not name it. */
  readonly defaultEnabled: boolean;
  /** Brings its numbers up to date. Rejects with one sentence when it cannot; its numbers are then absent, not stale. */
  collect(signal: AbortSignal): Promise<ProbeOutcome>;
  close?(): void | Promise<void>;
}

export interface ProbeRegistry {
  /** The returned function removes and closes it. @throws Error when the name is in use or the registry is closed. */
  add(probe: Probe): () => void;
  /**
   * Runs all probes side by side; never rejects. Resolves when they are done, out of time, or `signal` aborts. Calls that
   * overlap share one run.
   */
  collect(signal: AbortSignal): Promise<void>;
  /** Per probe that has run and had something to measure: "ok" or one sentence. */
  status(): Readonly<Record<string, string>>;
  close(): Promise<void>;
}
