import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // Not there or not ours to run: either way it is not the one.
    return false;
  }
};

/** The first executable of this name: the file named by `override`, else along PATH. */
export function findProgram(name: string, env: NodeJS.ProcessEnv, override?: string): string | undefined {
  if (override !== undefined && override !== '') return isExecutable(override) ? override : undefined;
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

export interface GrafanaInstallation {
  readonly binary: string;
  readonly home: string;
}

/** Grafana by GRAFANA_HOME, where Debian's package puts it, or on PATH with its files beside it. */
export function findGrafana(env: NodeJS.ProcessEnv): GrafanaInstallation | undefined {
  const homes = [env['GRAFANA_HOME'], '/usr/share/grafana'].filter(
    (home): home is string => home !== undefined && home !== ''
  );
  for (const home of homes) {
    const binary = [join(home, 'bin', 'grafana'), '/usr/sbin/grafana'].find(isExecutable);
    if (binary !== undefined && existsSync(join(home, 'conf', 'defaults.ini'))) return { binary, home };
  }
  const onPath = findProgram('grafana', env);
  const home = onPath === undefined ? undefined : join(onPath, '..', '..');
  return onPath !== undefined && home !== undefined && existsSync(join(home, 'conf', 'defaults.ini'))
    ? { binary: onPath, home }
    : undefined;
}
