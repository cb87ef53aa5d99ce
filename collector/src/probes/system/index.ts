import type { Probe } from '../types.js';
import { cpuProbe } from './cpu.js';
import { diskProbe } from './disk.js';
import { filesystemProbe } from './filesystem.js';
import { memoryProbe } from './memory.js';
import { networkProbe } from './network.js';
import type { SystemProbeOptions } from './options.js';
import { portableProbes } from './portable.js';
import { pressureProbe } from './pressure.js';

export type { SystemProbeOptions } from './options.js';
export { createSystemUsage, type SystemUsage, type SystemUsageOptions, type SystemUsageReading } from './usage.js';

/** Probes of the host. Adding one: a file like those beside this one, and a line here. */
export function systemProbes(options: SystemProbeOptions): Probe[] {
  if (process.platform !== 'linux' && options.procRoot === undefined) return portableProbes(options);
  return [cpuProbe, memoryProbe, diskProbe, filesystemProbe, networkProbe, pressureProbe].map((probe) =>
    probe(options)
  );
}
