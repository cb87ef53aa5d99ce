import type { Clock, Log } from '../../contract/index.js';
import type { Instruments } from '../../instruments/types.js';
import type { SystemUsage } from './usage.js';

export interface SystemProbeOptions {
  readonly instruments: Instruments;
  readonly clock: Clock;
  readonly log: Log;
  /** `/proc` by default. */
  readonly procRoot?: string;
  /** Usage that others read too; without it the CPU probe keeps a window of its own. It is not closed with the probes. */
  readonly usage?: SystemUsage;
}
