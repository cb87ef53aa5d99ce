import { totalmem } from 'node:os';
import type { Tunable } from '../contract/index.js';

const MIB = 1024 * 1024;

/** The part of ProcessUsage that the setting turns. */
export interface MemoryLimited {
  memoryLimitBytes(): number;
  setMemoryLimitBytes(bytes: number | undefined): void;
}

/** `memory.limit`: the memory that the process may use before it counts as full; never above what the machine has. */
export function memoryLimitTunable(usage: MemoryLimited, totalBytes: number = totalmem()): Tunable {
  const initial = usage.memoryLimitBytes();
  const min = Math.min(64 * MIB, initial);
  return {
    describe: () => ({
      name: 'memory.limit',
      title: 'Memory limit of the process',
      kind: 'memory_limit',
      unit: 'bytes',
      min,
      max: totalBytes,
      maxReason: 'memory of the machine',
      default: initial,
      integer: true,
      subject: {},
      routes: [],
      split: 'whole',
      settleMs: 0,
    }),
    get: () => usage.memoryLimitBytes(),
    set(value) {
      if (typeof value !== 'number' || value < min || value > totalBytes) {
        throw new RangeError(`memory.limit must be between ${min} and ${totalBytes} bytes; it was ${value}.`);
      }
      usage.setMemoryLimitBytes(value);
    },
  };
}
