import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../lib/paths.js';

/** A module of the built collector: benches measure what users run. */
export const built = async <Module>(path: string): Promise<Module> =>
  (await import(pathToFileURL(join(ROOT, 'collector/dist', path)).href)) as Module;
