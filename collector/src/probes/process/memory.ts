import { getHeapStatistics } from 'node:v8';
import { METRICS } from '../../contract/index.js';
import { liveProbe } from '../live-probe.js';
import type { Probe } from '../types.js';
import type { ProcessProbeOptions } from './options.js';

export const processMemoryProbe = ({ instruments, usage }: ProcessProbeOptions): Probe =>
  liveProbe({
    name: 'process_memory',
    instruments,
    series: [
      [METRICS.process_memory_resident_bytes, (emit) => emit([], process.memoryUsage.rss())],
      [METRICS.process_memory_limit_bytes, (emit) => emit([], usage.memoryLimitBytes())],
      [METRICS.process_memory_usage_ratio, (emit) => emit([], usage.memoryRatio())],
      [
        METRICS.process_heap_bytes,
        (emit) => {
          const heap = getHeapStatistics();
          emit(['used'], heap.used_heap_size);
          emit(['total'], heap.total_heap_size);
          emit(['limit'], heap.heap_size_limit);
        },
      ],
    ],
  });
