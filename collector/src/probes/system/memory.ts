import { join } from 'node:path';
import { METRICS } from '../../contract/index.js';
import { KeptFile } from '../kept-file.js';
import { readingProbe } from '../reading-probe.js';
import type { Probe } from '../types.js';
import type { SystemProbeOptions } from './options.js';
import { memoryUsageRatio, parseMeminfo, type MemoryInfo } from './parsers/meminfo.js';

/** Memory of the host from `read`, /proc/meminfo by default. */
export function memoryProbe(
  { instruments, procRoot }: SystemProbeOptions,
  source?: () => Promise<MemoryInfo | undefined>
): Probe {
  const file = new KeptFile(join(procRoot ?? '/proc', 'meminfo'));
  return readingProbe<MemoryInfo>({
    name: 'memory',
    instruments,
    read: source ?? (() => parseMeminfo(file.read())),
    series: [
      { definition: METRICS.system_memory_total_bytes, emit: (memory, emit) => emit([], memory.totalBytes) },
      { definition: METRICS.system_memory_available_bytes, emit: (memory, emit) => emit([], memory.availableBytes) },
      { definition: METRICS.system_memory_usage_ratio, emit: (memory, emit) => emit([], memoryUsageRatio(memory)) },
    ],
    close: () => file.close(),
  });
}
