import { constants, PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks';
import { METRICS } from '../../contract/index.js';
import { liveProbe } from '../live-probe.js';
import type { Probe } from '../types.js';
import type { ProcessProbeOptions } from './options.js';

const KINDS: ReadonlyMap<number, string> = new Map([
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
]);

/** Node's types leave `detail` out, for which the documentation promises `kind` in entries of type gc. */
const kindOf = (entry: PerformanceEntry): number => (entry as unknown as { detail: { kind: number } }).detail.kind;

export function gcProbe({ instruments }: ProcessProbeOptions): Probe {
  const family = instruments.histogram(METRICS.process_gc_duration_seconds);
  const durations = new Map([...KINDS].map(([kind, label]) => [kind, family.bind(label)]));
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      durations.get(kindOf(entry))?.observe(entry.duration / 1000);
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return liveProbe({
    name: 'gc',
    instruments,
    series: [],
    filled: [METRICS.process_gc_duration_seconds],
    close: () => {
      observer.disconnect();
      for (const label of KINDS.values()) family.remove(label);
    },
  });
}
