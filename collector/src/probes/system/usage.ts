import { statfsSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../contract/index.js';
import { KeptFile } from '../kept-file.js';
import { SlidingWindow } from '../sliding-window.js';
import { cpuUsageRatio, parseCpuStat, type CpuStat } from './parsers/cpu-stat.js';
import { memoryUsageRatio, parseMeminfo, type MemoryInfo } from './parsers/meminfo.js';
import { portableCpuStat } from './portable-cpu.js';

const WINDOW_MS = 5000;

/** Ratios 0–1; undefined where it cannot be read, or not yet. */
export interface SystemUsageReading {
  /** Of the host's CPUs, over the last 5 s. */
  readonly cpu: number | undefined;
  readonly memory: number | undefined;
  /** Of the file system of the root. */
  readonly disk: number | undefined;
}

export interface SystemUsageOptions {
  readonly clock: Clock;
  readonly procRoot?: string;
  /** A path on the file system whose usage is `disk`; `/` by default. */
  readonly diskPath?: string;
}

export interface SystemUsage {
  /** Cheap (microseconds) and synchronous. */
  readSystemUsage(): SystemUsageReading;
  cpuRatio(): number | undefined;
  close(): void;
}

interface Source<Reading> {
  read(): Reading;
  close(): void;
}

const fileSource = <Reading>(path: string, parse: (text: string) => Reading): Source<Reading> => {
  const file = new KeptFile(path);
  return { read: () => parse(file.read()), close: () => file.close() };
};

const hasProc = (procRoot: string | undefined): boolean => procRoot !== undefined || process.platform === 'linux';

/** Usage of the host over a window of its own, so that everybody sees the same. Samples every second until closed. */
export function createSystemUsage({ clock, procRoot, diskPath = '/' }: SystemUsageOptions): SystemUsage {
  const root = procRoot ?? '/proc';
  const cpuSource: Source<CpuStat> = hasProc(procRoot)
    ? fileSource(join(root, 'stat'), parseCpuStat)
    : { read: portableCpuStat, close: () => undefined };
  const memorySource: Source<MemoryInfo> = hasProc(procRoot)
    ? fileSource(join(root, 'meminfo'), parseMeminfo)
    : { read: () => ({ totalBytes: totalmem(), availableBytes: freemem() }), close: () => undefined };
  const window = new SlidingWindow(clock, WINDOW_MS, () => cpuSource.read().times);

  const cpuRatio = (): number | undefined => {
    const span = window.span();
    return span === undefined ? undefined : cpuUsageRatio(span.from, span.to);
  };

  return {
    cpuRatio,
    readSystemUsage: () => ({
      cpu: cpuRatio(),
      memory: orUndefined(() => memoryUsageRatio(memorySource.read())),
      disk: orUndefined(() => {
        const { blocks, bavail } = statfsSync(diskPath);
        return blocks === 0 ? undefined : 1 - bavail / blocks;
      }),
    }),
    close() {
      window.close();
      cpuSource.close();
      memorySource.close();
    },
  };
}

/** A reading that fails is "not measured" here; the probe of the same file says why. */
function orUndefined(read: () => number | undefined): number | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
