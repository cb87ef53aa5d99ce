import type {
  AdmissionMode,
  Clock,
  DeclaredLevels,
  Log,
  Mode,
  Random,
  Store,
  Targets,
  Thresholds,
} from '../contract/index.js';
import type { Instruments } from '../instruments/types.js';
import type { LoopTiming } from './timing.js';

/** What stands for a service until somebody changes it. */
export interface LoopDefaults {
  readonly targets: Targets;
  readonly thresholds: Thresholds;
  readonly mode: Mode;
  readonly admission: AdmissionMode;
}

/** What is configured for one service: what differs. */
export interface ServiceLevels extends DeclaredLevels {
  readonly mode?: Mode;
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
  /** Configured per service; stands above `defaults` and what the application declares, and below what people change. */
  readonly services?: Readonly<Record<string, ServiceLevels>>;
  readonly timing: LoopTiming;
  readonly systemUsage?: () => SystemUsage;
  /** Where the loop's own series are exported. */
  readonly instruments?: Instruments;
}
