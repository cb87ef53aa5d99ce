import { checkSettingValue, type SettingDescriptor, type SettingValue, type Tunable } from '../../contract/index.js';

/**
 * A TTL as people know it, in front of one that is longer by the time for which values are kept afterwards. What is tuned
 * and tried is how long values are fresh.
 */
export function shiftedTtl(
  inner: Tunable,
  bySeconds: number,
  bounds: Pick<SettingDescriptor, 'min' | 'max' | 'default'>
): Tunable {
  const descriptor: SettingDescriptor = { ...inner.describe(), ...bounds };
  const shifted = (value: SettingValue): number => checkSettingValue(descriptor, value) + bySeconds;
  return {
    describe: () => descriptor,
    // Of a sum of floats the sixth decimal is right.
    get: () => Math.round((Number(inner.get()) - bySeconds) * 1e6) / 1e6,
    set: (value) => inner.set(shifted(value)),
    splitByKeys(a, b, share, seed) {
      if (inner.splitByKeys === undefined) throw new Error(`${descriptor.name} cannot be tried by keys.`);
      const split = inner.splitByKeys(shifted(a), shifted(b), share, seed);
      return { end: (value) => split.end(shifted(value)) };
    },
  };
}
