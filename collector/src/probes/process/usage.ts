import { totalmem } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../contract/index.js';
import { KeptFile } from '../kept-file.js';
import { SlidingWindow } from '../sliding-window.js';
import { parseMeminfo } from '../system/parsers/meminfo.js';
import { findCgroup, type Cgroup } from './cgroup.js';

const WINDOW_MS = 5000;
/** Limits of a running container can be changed; that it takes a while to be noticed is harmless. */
const RESIDENT_AGE_MS = 500;
const LIMITS_AGE_MS = 5000;

export interface ProcessUsageOptions {
  readonly clock: Clock;
  /** `/proc` by default. */
  readonly procRoot?: string;
  readonly memoryLimitBytes?: number;
  /** CPU time of the process in microseconds, `process.cpuUsage` by default. */
  readonly cpuUsage?: () => { readonly user: number; readonly system: number };
}

/** What this process uses of what it may use. */
export interface ProcessUsage {
  /** CPU time over the last 5 s per second and core of `cpuLimitCores`; above 1 when threads beside JavaScript work too. */
  cpuRatio(): number;
  /** Resident memory as a share of `memoryLimitBytes()`. */
  memoryRatio(): number;
  /** 1, or the quota of the cgroup where that is smaller. */
  readonly cpuLimitCores: number;
  /** The smaller of the cgroup's limit and the configured one; the host's memory when there is neither. */
  memoryLimitBytes(): number;
  /** Replaces the configured limit; undefined takes it away. @throws RangeError unless > 0. */
  setMemoryLimitBytes(bytes: number | undefined): void;
  /** Memory of the whole cgroup without the inactive page cache; undefined without a cgroup. */
  cgroupMemoryBytes(): number | undefined;
  /** Time that the cgroup was held back by its CPU quota; undefined without one. */
  throttledSeconds(): number | undefined;
  close(): void;
}

interface Limits {
  readonly cpuCores: number;
  readonly cgroupMemoryBytes: number | undefined;
}

const checked = (bytes: number | undefined): number | undefined => {
  if (bytes === undefined || bytes > 0) return bytes;
  throw new RangeError(`A memory limit must be more than 0 bytes, not ${bytes}`);
};

function totalMemoryBytes(procRoot: string): number {
  const meminfo = new KeptFile(join(procRoot, 'meminfo'));
  const text = meminfo.readIfPresent();
  meminfo.close();
  return text === undefined ? totalmem() : parseMeminfo(text).totalBytes;
}

/** Samples every second until closed. */
export function createProcessUsage(options: ProcessUsageOptions): ProcessUsage {
  const { clock, procRoot = '/proc', cpuUsage = () => process.cpuUsage() } = options;
  const totalBytes = totalMemoryBytes(procRoot);
  const cgroup: Cgroup | undefined = findCgroup(procRoot);
  let configuredBytes = checked(options.memoryLimitBytes);
  let known: { readonly atMs: number; readonly limits: Limits } | undefined;

  const limits = (): Limits => {
    const now = clock.monotonic();
    if (known === undefined || now - known.atMs >= LIMITS_AGE_MS) {
      const memory = cgroup?.memoryLimitBytes();
      known = {
        atMs: now,
        limits: {
          cpuCores: Math.min(1, cgroup?.cpuQuotaCores() ?? 1),
          // A limit of the host's size or more is the kernel's way to say that there is none.
          cgroupMemoryBytes: memory !== undefined && memory > 0 && memory < totalBytes ? memory : undefined,
        },
      };
    }
    return known.limits;
  };

  const window = new SlidingWindow(clock, WINDOW_MS, () => {
    const { user, system } = cpuUsage();
    return (user + system) / 1e6;
  });

  let resident: { readonly atMs: number; readonly bytes: number } | undefined;
  /** Admission asks at every request, and the kernel takes microseconds to say. */
  const residentBytes = (): number => {
    const now = clock.monotonic();
    if (resident === undefined || now - resident.atMs >= RESIDENT_AGE_MS) {
      resident = { atMs: now, bytes: process.memoryUsage.rss() };
    }
    return resident.bytes;
  };

  const memoryLimitBytes = (): number =>
    Math.min(limits().cgroupMemoryBytes ?? Infinity, configuredBytes ?? Infinity, totalBytes);

  return {
    cpuRatio() {
      const span = window.span();
      if (span === undefined) return 0;
      return (span.to - span.from) / (span.durationMs / 1000) / limits().cpuCores;
    },
    memoryRatio: () => residentBytes() / memoryLimitBytes(),
    get cpuLimitCores() {
      return limits().cpuCores;
    },
    memoryLimitBytes,
    setMemoryLimitBytes(bytes) {
      configuredBytes = checked(bytes);
    },
    cgroupMemoryBytes: () => cgroup?.memoryUsedBytes(),
    throttledSeconds: () => cgroup?.throttledSeconds(),
    close() {
      window.close();
      cgroup?.close();
    },
  };
}
