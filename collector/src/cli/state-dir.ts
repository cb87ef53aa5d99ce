import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Option, GROWTH_ENGINE_STATE_DIR, $XDG_STATE_HOME/growth-engine, ~/.local/state/growth-engine. */
export function stateDirOf(env: NodeJS.ProcessEnv, named: string | undefined): string {
  const said = named ?? env['GROWTH_ENGINE_STATE_DIR'];
  if (said !== undefined && said !== '') return resolve(said);
  const home = env['XDG_STATE_HOME'];
  return join(home !== undefined && home.startsWith('/') ? home : join(homedir(), '.local', 'state'), 'growth-engine');
}
