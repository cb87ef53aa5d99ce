import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { threadId } from 'node:worker_threads';

const BOOT_ID_FILE = '/proc/sys/kernel/random/boot_id';

/** Identifies the running host: Linux' boot id, elsewhere the host's name. */
export function readBootId(file = BOOT_ID_FILE): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    // Not Linux, or /proc is hidden: the name is the best that is left.
    return hostname();
  }
}

/** The configured name, else the host's name and the metrics port; a worker thread is an instance of its own beside it. */
export function instanceName(
  configured: string | undefined,
  metricsPort: number | undefined,
  thread: number = threadId
): string {
  const process = configured ?? (metricsPort === undefined ? hostname() : `${hostname()}:${metricsPort}`);
  return thread === 0 ? process : `${process}-thread-${thread}`;
}
