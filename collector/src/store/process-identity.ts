import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { codeOf } from '../config/index.js';

/** Tells processes apart, also when a pid is used again (in a container every main process has pid 1). */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Start of the process: ticks since boot on Linux, else empty. */
  readonly start: string;
  /** This process's own time origin; tells it from a former one of the same pid where `start` is empty. */
  readonly origin: number;
}

/** Field 22 of /proc/<pid>/stat; the name in field 2 may hold spaces and brackets (proc(5)). */
function startOf(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    // No /proc, or no such process: the pid alone must do.
    return '';
  }
}

export const ownIdentity = (): ProcessIdentity => ({
  pid: process.pid,
  host: hostname(),
  start: startOf(process.pid),
  origin: Math.round(performance.timeOrigin),
});

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    return codeOf(error) === 'EPERM';
  }
}

/** Whether the process that left `identity` on this host still runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  if (!exists(identity.pid)) return false;
  if (identity.start !== '') return startOf(identity.pid) === identity.start;
  return identity.pid !== process.pid || identity.origin === Math.round(performance.timeOrigin);
}
