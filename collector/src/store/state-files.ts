import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { codeOf, formatIssues, messageOf, StartError } from '../config/index.js';
import type { Log, ServiceState } from '../contract/index.js';
import type { FileSystem } from './file-system.js';
import { STATE_FORMAT, stateFileSchema } from './state-schema.js';

const EXTENSION = '.json';

/** Services have few characters of their own accord, but the file name must be safe whatever they are. */
export const fileOf = (dir: string, service: string): string =>
  join(dir, encodeURIComponent(service).replaceAll('.', '%2E').replaceAll('*', '%2A') + EXTENSION);

export const textOf = (service: string, state: ServiceState): string =>
  `${JSON.stringify({ format: STATE_FORMAT, service, state }, null, 2)}\n`;

/**
 * Reads every service's state.
 * @throws StartError for a file that cannot be understood: it is never reset, a copy is kept beside it.
 */
export async function readStates(dir: string, files: FileSystem, log: Log): Promise<Map<string, ServiceState>> {
  const states = new Map<string, ServiceState>();
  for (const name of (await files.readdir(dir)).sort()) {
    if (!name.endsWith(EXTENSION)) continue;
    const path = join(dir, name);
    const text = await files.readFile(path, 'utf8');
    const { service, state } = await parsed(path, text, files, log);
    states.set(service, state);
  }
  return states;
}

async function parsed(
  path: string,
  text: string,
  files: FileSystem,
  log: Log
): Promise<{ readonly service: string; readonly state: ServiceState }> {
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (error) {
    throw await corrupt(path, text, 'it is not JSON', files, log, error);
  }
  const result = stateFileSchema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = formatIssues(stateFileSchema, input, result.error.issues);
  throw await corrupt(path, text, issue?.message ?? messageOf(result.error), files, log, result.error);
}

async function corrupt(
  path: string,
  text: string,
  why: string,
  files: FileSystem,
  log: Log,
  cause: unknown
): Promise<StartError> {
  // Named by its content: a collector that is restarted again and again keeps one copy.
  const copy = `${path}.corrupt-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
  let kept = `a copy is kept as ${copy}`;
  try {
    await files.copyFile(path, copy);
  } catch (error) {
    log.error({ err: error, path: copy }, 'no copy of the damaged state could be kept');
    kept = `no copy could be kept (${codeOf(error) ?? messageOf(error)})`;
  }
  return new StartError(
    `The state in ${path} cannot be read: ${why.replace(/\.$/, '')}; ${kept}.`,
    'Repair the file, or move it away to start this service from its configured values.',
    { cause }
  );
}
