import type { AdmissionMode, Clock, Log, Mode, Random, Store, Targets, Thresholds } from '../contract/index.js';
import type { Instruments } from '../instruments/types.js';
import type { LoopTiming } from './timing.js';

/** What stands for a service until somebody changes it. */
export interface LoopDefaults {
  readonly targets: Targets;
  readonly thresholds: Thresholds;
  readonly mode: Mode;
  readonly admission: AdmissionMode;
}

/** The host as the collector's own probes see it; ratios 0–1, latency in seconds. */
export interface SystemUsage {
  readonly cpu?: number | undefined;
  readonly memory?: number | undefined;
  readonly disk?: number | undefined;
  readonly networkLatencySeconds?: number | undefined;
}

export interface ControlOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Version of the collector, for agents, health and people. */
  readonly version: string;
  readonly defaults: LoopDefaults;
  /** Configured per service; stands before `defaults` and behind what people change. */
  readonly services?: Readonly<Record<string, Partial<LoopDefaults>>>;
  readonly timing: LoopTiming;
  readonly systemUsage?: () => SystemUsage;
  /** Where the loop's own series are exported. */
  readonly instruments?: Instruments;
}
