import type { SettingDescriptor, SettingValue } from './settings.js';

export type Arm = 'a' | 'b';

/** Ends a split and leaves the tunable at the value it is told. */
export interface KeySplit {
  end(value: SettingValue): void;
}

/**
 * The thing behind a setting. Whoever measures a thing offers its settings as tunables; the agent reads, turns and
 * tries them without knowing what they are. Calls are synchronous, cheap, and take effect at once.
 */
export interface Tunable {
  describe(): SettingDescriptor;
  get(): SettingValue;
  /** @throws RangeError outside `min`…`max` or not among `choices`; the old value stays. */
  set(value: SettingValue): void;
  /**
   * For `split: "keys"`: keys with hash(key, seed) below `share` run under `b`, the others under `a`.
   * The tunable marks the request that touched a key with the key's arm (RequestContext.markArm).
   */
  splitByKeys?(a: SettingValue, b: SettingValue, share: number, seed: number): KeySplit;
  /**
   * For a setting that the room behind it keeps right by itself (`adapts`): whether it may move it now. A value that is
   * desired by the engine is where it goes on from; one that a person desires stays.
   */
  adapt?(free: boolean): void;
}
