import { join } from 'node:path';
import { METRICS } from '../../contract/index.js';
import { KeptFile } from '../kept-file.js';
import { readingProbe } from '../reading-probe.js';
import type { Probe } from '../types.js';
import type { SystemProbeOptions } from './options.js';
import { CPU_MODES, parseCpuStat, withoutFalls, type CpuStat, type CpuTimes } from './parsers/cpu-stat.js';
import { createSystemUsage, type SystemUsage } from './usage.js';

interface CpuReading extends CpuStat {
  readonly usageRatio: number | undefined;
}

/** CPU of the host from `read`, /proc/stat by default. In a container this is the host, not the container. */
export function cpuProbe(options: SystemProbeOptions, source?: () => CpuStat): Probe {
  const { instruments, clock, procRoot } = options;
  const file = new KeptFile(join(procRoot ?? '/proc', 'stat'));
  const read = source ?? (() => parseCpuStat(file.read()));
  let own: SystemUsage | undefined;
  let before: CpuTimes | undefined;
  return readingProbe<CpuReading>({
    name: 'cpu',
    instruments,
    read: () => {
      const usage =
        options.usage ?? (own ??= createSystemUsage({ clock, ...(procRoot === undefined ? {} : { procRoot }) }));
      const { times, count } = read();
      before = withoutFalls(before, times);
      return { times: before, count, usageRatio: usage.cpuRatio() };
    },
    series: [
      {
        definition: METRICS.system_cpu_seconds_total,
        emit: ({ times }, emit) => {
          for (const mode of CPU_MODES) emit([mode], times[mode]);
        },
      },
      { definition: METRICS.system_cpus, emit: ({ count }, emit) => emit([], count) },
      {
        definition: METRICS.system_cpu_usage_ratio,
        emit: ({ usageRatio }, emit) => {
          if (usageRatio !== undefined) emit([], usageRatio);
        },
      },
    ],
    close: () => {
      file.close();
      own?.close();
    },
  });
}
