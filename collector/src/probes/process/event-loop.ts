import { performance } from 'node:perf_hooks';
import { METRICS } from '../../contract/index.js';
import { liveProbe } from '../live-probe.js';
import { untilNextTick } from '../next-tick.js';
import type { Probe } from '../types.js';
import type { ProcessProbeOptions } from './options.js';

/** Each sample wakes the process, which costs an idle one about 0.1 ms of CPU time. */
const SAMPLE_MS = 250;

/** Times of the event loop are cumulative, so that each of several scrapers can form the rate over its own interval. */
export function eventLoopProbe({ instruments, clock }: ProcessProbeOptions): Probe {
  const family = instruments.histogram(METRICS.process_event_loop_delay_seconds);
  const delay = family.bind();
  let cancel: () => void;
  const sample = (): void => {
    const now = clock.monotonic();
    const inMs = untilNextTick(now, SAMPLE_MS);
    const due = now + inMs;
    cancel = clock.after(inMs, () => {
      delay.observe(Math.max(0, clock.monotonic() - due) / 1000);
      sample();
    });
  };
  sample();
  return liveProbe({
    name: 'event_loop',
    instruments,
    series: [
      [
        METRICS.process_event_loop_seconds_total,
        (emit) => {
          const { active, idle } = performance.eventLoopUtilization();
          emit(['active'], active / 1000);
          emit(['idle'], idle / 1000);
        },
      ],
      [METRICS.process_active_resources, (emit) => emit([], process.getActiveResourcesInfo().length)],
    ],
    filled: [METRICS.process_event_loop_delay_seconds],
    close: () => {
      cancel();
      family.remove();
    },
  });
}
