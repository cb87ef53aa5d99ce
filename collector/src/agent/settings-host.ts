import { METRICS } from '../contract/index.js';
import type { DesiredState, SettingOwner, SettingState, SettingValue, Tunable } from '../contract/index.js';
import type { Instruments } from '../instruments/types.js';

/** A desired value that the process could not take on, with one sentence that says why. */
export type Refusals = Readonly<Record<string, string>>;

interface Held {
  readonly tunable: Tunable;
  /** What the application itself had set: where the setting stands when nobody desires anything else. */
  readonly own: SettingValue;
  /** What was desired last of a setting that keeps itself right. */
  desired?: SettingValue | undefined;
}

/** A collector of an older version does not say whether anything may move by itself: then nothing does. */
type Wishes = Pick<DesiredState, 'settings' | 'owners'> & Partial<Pick<DesiredState, 'automatic' | 'adapting'>>;

/** A value that the process chose by itself, for as long as what it stands upon stays the same. */
interface Chosen {
  readonly upon: SettingValue;
  readonly value: SettingValue;
}

/**
 * Every setting of one process. Turns them to what is desired, back to the application's own value when nothing is, and
 * leaves those alone that a trial holds.
 */
export class SettingsHost {
  readonly #held = new Map<string, Held>();
  readonly #onTrial = new Map<string, SettingValue | undefined>();
  readonly #choosing = new Set<string>();
  readonly #chosen = new Map<string, Chosen>();
  #desired: Wishes = { settings: {}, owners: {} };
  #refused: Record<string, string> = {};

  /** @throws Error when the name is taken: two things may not answer to one setting. */
  add(tunables: readonly Tunable[]): () => void {
    const names = tunables.map((tunable) => tunable.describe().name);
    for (const name of names) {
      if (this.#held.has(name)) {
        throw new Error(`The setting "${name}" exists already. Give the cache, route or pool another name.`);
      }
    }
    tunables.forEach((tunable) => {
      const { name } = tunable.describe();
      this.#held.set(name, { tunable, own: tunable.get() });
      this.#converge(name);
    });
    return () => {
      for (const name of names) {
        this.#held.delete(name);
        this.#choosing.delete(name);
        this.#chosen.delete(name);
      }
    };
  }

  find(name: string): Tunable | undefined {
    return this.#held.get(name)?.tunable;
  }

  /** The value that the setting has outside any trial. */
  settled(name: string): SettingValue | undefined {
    const given = this.#given(name);
    const chosen = this.#chosen.get(name);
    return chosen?.upon === given ? chosen?.value : given;
  }

  /** The process chooses this setting's value by itself, where it may. */
  letChoose(name: string): void {
    this.#choosing.add(name);
  }

  /** Whether the process may begin to move it now: the mode allows it, no person owns it, nothing at all is being tried. */
  mayChoose(name: string): boolean {
    return this.#desired.automatic === true && this.#onTrial.size === 0 && this.#mayTurn(name);
  }

  /**
   * The process turns a setting that it chooses; false, and nothing is changed, where a person owns it or a trial holds it.
   * The value holds until a person, or what the optimizer keeps, says otherwise. @throws RangeError outside its bounds.
   */
  choose(name: string, value: SettingValue): boolean {
    const held = this.#held.get(name);
    const upon = this.#given(name);
    if (held === undefined || upon === undefined || !this.#mayTurn(name)) return false;
    held.tunable.set(value);
    this.#chosen.set(name, { upon, value });
    return true;
  }

  /** Takes on what is desired; what cannot be taken on keeps its value and is named in `refused`. */
  apply(desired: Wishes): void {
    this.#desired = desired;
    this.#refused = {};
    for (const [name, { upon }] of this.#chosen)
      if (upon !== this.#given(name) || this.#ownerOf(name) === 'person') this.#chosen.delete(name);
    for (const name of this.#held.keys()) this.#converge(name);
  }

  get refused(): Refusals {
    return this.#refused;
  }

  /** A trial takes the setting over; `release` gives it back at its settled value. `shown`: what is told of it meanwhile. */
  hold(name: string, shown?: SettingValue): void {
    this.#onTrial.set(name, shown);
    this.#converge(name);
  }

  release(name: string): void {
    this.#onTrial.delete(name);
    this.#converge(name);
  }

  states(): readonly SettingState[] {
    return [...this.#held].map(([name, { tunable }]) => ({
      ...tunable.describe(),
      value: this.#onTrial.get(name) ?? tunable.get(),
      owner: this.#ownerOf(name),
      ...(this.#choosing.has(name) ? { chosen: true as const } : {}),
    }));
  }

  /** Exports `setting` and `setting_info`. */
  observe(instruments: Instruments): void {
    instruments.observe(METRICS.setting, (emit) => {
      for (const { name, unit, value } of this.states()) if (typeof value === 'number') emit([name, unit], value);
    });
    instruments.observe(METRICS.setting_info, (emit) => {
      for (const { name, owner, value } of this.states())
        emit([name, owner, typeof value === 'string' ? value : ''], 1);
    });
  }

  #given(name: string): SettingValue | undefined {
    const held = this.#held.get(name);
    // One that keeps itself right stays where it is, and goes on from there.
    return this.#desired.settings[name] ?? (held?.tunable.adapt === undefined ? held?.own : held.tunable.get());
  }

  #mayTurn(name: string): boolean {
    return this.#choosing.has(name) && !this.#onTrial.has(name) && this.#ownerOf(name) === 'engine';
  }

  /** Says whether the setting may move itself, and whether it has to stand at its settled value first. */
  #adapt(name: string, held: Held): boolean {
    const isPersons = this.#ownerOf(name) === 'person';
    const onTrial = this.#onTrial.has(name);
    held.tunable.adapt?.(!isPersons && !onTrial && this.#desired.adapting !== false);
    if (onTrial) return false;
    const desired = this.#desired.settings[name];
    const isNew = desired !== held.desired;
    held.desired = desired;
    return isNew || isPersons;
  }

  #ownerOf(name: string): SettingOwner {
    return this.#desired.owners[name] ?? 'engine';
  }

  #converge(name: string): void {
    const held = this.#held.get(name);
    const value = this.settled(name);
    if (held?.tunable.adapt !== undefined && !this.#adapt(name, held)) return;
    if (held === undefined || value === undefined || this.#onTrial.has(name) || held.tunable.get() === value) return;
    try {
      held.tunable.set(value);
    } catch (error) {
      this.#refused[name] = error instanceof Error ? error.message : String(error);
    }
  }
}
