import { METRICS } from '../../contract/index.js';
import { liveProbe } from '../live-probe.js';
import type { Probe } from '../types.js';
import type { ProcessProbeOptions } from './options.js';

export function startTimeProbe({ instruments, clock }: ProcessProbeOptions): Probe {
  // Once: now less uptime would move with every correction of the clock.
  const startedAtSeconds = clock.now() / 1000 - process.uptime();
  return liveProbe({
    name: 'process',
    instruments,
    series: [[METRICS.process_start_time_seconds, (emit) => emit([], startedAtSeconds)]],
  });
}
