import { cpus } from 'node:os';
import type { CpuStat } from './parsers/cpu-stat.js';

/** CPU times where there is no /proc; Node knows five modes of them. */
export function portableCpuStat(): CpuStat {
  const all = cpus();
  const seconds = (mode: 'user' | 'nice' | 'sys' | 'idle' | 'irq'): number =>
    all.reduce((sum, { times }) => sum + times[mode], 0) / 1000;
  return {
    times: {
      user: seconds('user'),
      nice: seconds('nice'),
      system: seconds('sys'),
      idle: seconds('idle'),
      iowait: 0,
      irq: seconds('irq'),
      softirq: 0,
      steal: 0,
    },
    count: all.length,
  };
}
