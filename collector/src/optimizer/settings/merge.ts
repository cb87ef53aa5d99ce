import type { ServiceState, SettingState, SettingValue } from '../../contract/index.js';
import type { Session } from '../hub/session.js';

/** What it reads of a session. */
interface Reporting {
  readonly instance: Session['instance'];
  readonly report: Pick<Session['report'], 'settings'>;
}

/** A setting of a service: one value for all instances, and those that differ. */
export interface MergedSetting extends SettingState {
  readonly instances: Readonly<Record<string, SettingValue>>;
  /** Instances that have it. */
  readonly on: readonly string[];
  /** Largest value that every instance may take: its bounds, and its share of what all have together. */
  readonly ceiling: number;
}

/** The value that holds outside trials: what is stored, else what most instances report. */
function commonValue(states: readonly SettingState[], stored: SettingValue | undefined): SettingValue | undefined {
  if (stored !== undefined) return stored;
  const votes = new Map<SettingValue, number>();
  for (const { value } of states) votes.set(value, (votes.get(value) ?? 0) + 1);
  return [...votes].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** What is stored of a setting that its process turns itself is only where it began, unless a person holds it there. */
function heldAt({ name, adapts, chosen }: SettingState, stored: ServiceState['settings']): SettingValue | undefined {
  const held = stored[name];
  return (adapts === true || chosen === true) && held?.owner === 'engine' ? undefined : held?.value;
}

/**
 * Settings of a service as its instances report them, sorted by name.
 * @param trying Values that hold outside a running trial: setting → `from`.
 */
export function mergeSettings(
  sessions: readonly Reporting[],
  stored: ServiceState['settings'],
  trying: ReadonlyMap<string, SettingValue> = new Map()
): readonly MergedSetting[] {
  const byName = new Map<string, { instance: string; state: SettingState }[]>();
  for (const session of sessions) {
    for (const state of session.report.settings) {
      const list = byName.get(state.name) ?? [];
      list.push({ instance: session.instance, state });
      byName.set(state.name, list);
    }
  }
  return [...byName.values()]
    .flatMap((list) => {
      const first = list[0]?.state;
      const states = list.map(({ state }) => state);
      const value =
        first === undefined ? undefined : (trying.get(first.name) ?? commonValue(states, heldAt(first, stored)));
      if (first === undefined || value === undefined) return [];
      const shared = states.map(({ sharedMax }) => sharedMax ?? Infinity);
      const max = Math.min(...states.map((state) => state.max));
      return [
        {
          ...first,
          min: Math.max(...states.map((state) => state.min)),
          max,
          settleMs: Math.max(...states.map((state) => state.settleMs)),
          value,
          owner: stored[first.name]?.owner ?? first.owner,
          instances: Object.fromEntries(
            list.filter(({ state }) => state.value !== value).map(({ instance, state }) => [instance, state.value])
          ),
          on: list.map(({ instance }) => instance),
          ceiling: Math.min(max, Math.floor(Math.min(...shared) / list.length)),
        },
      ];
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}
