import type { Probe } from '../types.js';
import { processCpuProbe } from './cpu.js';
import { eventLoopProbe } from './event-loop.js';
import { gcProbe } from './gc.js';
import { processMemoryProbe } from './memory.js';
import type { ProcessProbeOptions } from './options.js';
import { startTimeProbe } from './start-time.js';

export type { ProcessProbeOptions } from './options.js';
export { createProcessUsage, type ProcessUsage, type ProcessUsageOptions } from './usage.js';

/** Probes of this process. They measure from the moment they are made until they are closed; `usage` is not theirs. */
export const processProbes = (options: ProcessProbeOptions): Probe[] =>
  [startTimeProbe, processCpuProbe, processMemoryProbe, eventLoopProbe, gcProbe].map((probe) => probe(options));
