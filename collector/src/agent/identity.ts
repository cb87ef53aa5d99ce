import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

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

/** The configured name, else the host's name and the metrics port. */
export const instanceName = (configured: string | undefined, metricsPort: number | undefined): string =>
  configured ?? (metricsPort === undefined ? hostname() : `${hostname()}:${metricsPort}`);
