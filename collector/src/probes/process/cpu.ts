import { METRICS } from '../../contract/index.js';
import { liveProbe } from '../live-probe.js';
import type { Probe } from '../types.js';
import type { ProcessProbeOptions } from './options.js';

export const processCpuProbe = ({ instruments, usage }: ProcessProbeOptions): Probe =>
  liveProbe({
    name: 'process_cpu',
    instruments,
    series: [
      [
        METRICS.process_cpu_seconds_total,
        (emit) => {
          const { user, system } = process.cpuUsage();
          emit(['user'], user / 1e6);
          emit(['system'], system / 1e6);
        },
      ],
      [METRICS.process_cpu_limit_cores, (emit) => emit([], usage.cpuLimitCores)],
      [METRICS.process_cpu_usage_ratio, (emit) => emit([], usage.cpuRatio())],
      [
        METRICS.process_cpu_throttled_seconds_total,
        (emit) => {
          const seconds = usage.throttledSeconds();
          if (seconds !== undefined) emit([], seconds);
        },
      ],
    ],
  });
