/** USER_HZ: ticks per second of /proc/stat, 100 on every architecture that Linux exports it for (proc_stat(5)). */
const TICKS_PER_SECOND = 100;

/** `guest` and `guest_nice` are left out: their time is in `user` and `nice` already. */
export const CPU_MODES = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'] as const;
export type CpuMode = (typeof CPU_MODES)[number];
export type CpuTimes = Readonly<Record<CpuMode, number>>;

export interface CpuStat {
  /** Seconds since boot by mode, over all CPUs. Modes that an old kernel lacks are 0. */
  readonly times: CpuTimes;
  /** CPUs that are online. */
  readonly count: number;
}

/** @throws Error when the text is not that of /proc/stat. */
export function parseCpuStat(text: string): CpuStat {
  const total = /^cpu +(.+)$/m.exec(text)?.[1];
  if (total === undefined) throw new Error('/proc/stat has no line "cpu"');
  const ticks = total.trim().split(/\s+/).map(Number);
  if (!ticks.every((tick) => tick >= 0))
    throw new Error('/proc/stat has a line "cpu" with something that is no number');
  const times = Object.fromEntries(
    CPU_MODES.map((mode, index) => [mode, (ticks[index] ?? 0) / TICKS_PER_SECOND])
  ) as Record<CpuMode, number>;
  return { times, count: text.match(/^cpu\d+ /gm)?.length ?? 0 };
}

/** How far a counter may fall before it counts as restarted (a CPU that was unplugged) rather than unreliable. */
const RESTART_SECONDS = 3;

/** Kernels let iowait and idle fall a little (proc_stat(5)); a counter must not, or rate() takes it for a restart. */
export const withoutFalls = (before: CpuTimes | undefined, now: CpuTimes): CpuTimes =>
  Object.fromEntries(
    CPU_MODES.map((mode) => {
      const former = before?.[mode] ?? 0;
      return [mode, now[mode] < former && former - now[mode] < RESTART_SECONDS ? former : now[mode]];
    })
  ) as Record<CpuMode, number>;

/** Share of the CPU time between two readings that was neither idle nor waiting for I/O, 0–1. */
export function cpuUsageRatio(from: CpuTimes, to: CpuTimes): number | undefined {
  const grown = (mode: CpuMode): number => Math.max(0, to[mode] - from[mode]);
  const total = CPU_MODES.reduce((sum, mode) => sum + grown(mode), 0);
  return total === 0 ? undefined : 1 - (grown('idle') + grown('iowait')) / total;
}
