import type { Clock } from '../../contract/index.js';
import type { Instruments } from '../../instruments/types.js';
import type { ProcessUsage } from './usage.js';

export interface ProcessProbeOptions {
  readonly instruments: Instruments;
  readonly clock: Clock;
  readonly usage: ProcessUsage;
}
