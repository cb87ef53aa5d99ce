import { ConfigError } from './errors.js';
import { suggestion } from './suggest.js';

export interface ProbeWishes {
  readonly enable: readonly string[];
  readonly disable: readonly string[];
}

/** Whether a probe runs: by itself or because it is asked for, unless it is switched off. */
export const isProbeEnabled = (
  { name, defaultEnabled }: { readonly name: string; readonly defaultEnabled: boolean },
  { enable, disable }: ProbeWishes
): boolean => (defaultEnabled || enable.includes(name)) && !disable.includes(name);

/** @throws ConfigError for a name that no probe has; `names` are all that there are. */
export function checkProbeWishes(wishes: ProbeWishes, names: readonly string[]): void {
  const unknown = (['enable', 'disable'] as const).flatMap((key) =>
    wishes[key]
      .filter((name) => !names.includes(name))
      .map((name) => ({
        path: `probes.${key}`,
        message: `probes.${key} names ${JSON.stringify(name)}, which is no probe; ${suggestion(name, names)}`,
      }))
  );
  if (unknown.length > 0) throw new ConfigError('The configuration', unknown);
}
