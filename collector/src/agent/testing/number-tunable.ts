import type { SettingDescriptor, SettingValue, Tunable } from '../../contract/index.js';

/** A setting with nothing behind it; remembers what became of it. */
export class NumberTunable implements Tunable {
  readonly history: SettingValue[] = [];
  readonly splits: string[] = [];
  #value: SettingValue;
  readonly #descriptor: SettingDescriptor;

  constructor(name: string, value: number, part: Partial<SettingDescriptor> = {}) {
    this.#value = value;
    this.#descriptor = {
      name,
      title: name,
      kind: 'ttl',
      unit: 'seconds',
      min: 1,
      max: 100,
      default: value,
      integer: false,
      subject: {},
      routes: [],
      split: 'keys',
      settleMs: 0,
      ...part,
    };
  }

  describe(): SettingDescriptor {
    return this.#descriptor;
  }

  get(): SettingValue {
    return this.#value;
  }

  set(value: SettingValue): void {
    if (typeof value !== 'number' || value > 100)
      throw new RangeError(`${this.#descriptor.name} must be at most 100; it was ${value}.`);
    this.#value = value;
    this.history.push(value);
  }

  splitByKeys(a: SettingValue, b: SettingValue, share: number): { end(value: SettingValue): void } {
    this.splits.push(`${a}|${b}@${share}`);
    return {
      end: (value) => {
        this.splits.push(`end ${value}`);
        this.set(value);
      },
    };
  }
}
