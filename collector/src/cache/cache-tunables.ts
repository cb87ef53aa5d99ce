import {
  SETTING_NAMES,
  checkSettingValue,
  type KeySplit,
  type SettingDescriptor,
  type SettingValue,
  type Tunable,
} from '../contract/index.js';
import { MAX_CAPACITY, type CacheBounds } from './cache-options.js';

/** What a cache lets its settings turn. Seconds and entries. */
export interface TurnableCache {
  readonly name: string;
  ttlSeconds(): number;
  setTtlSeconds(seconds: number): void;
  divideTtl(aSeconds: number, bSeconds: number, share: number, seed: number): void;
  capacity(): number;
  setCapacity(entries: number): void;
  divideCapacity(a: number, b: number, share: number, seed: number): void;
}

/** Entries of a lowered TTL are gone at once, those of a raised one are found for longer from then on. */
const TTL_SETTLE_MS = 1000;
/** New room fills at the rate of misses. */
const CAPACITY_SETTLE_MS = 5000;

export function cacheTunables(
  cache: TurnableCache,
  bounds: CacheBounds,
  defaults: { readonly ttlSeconds: number; readonly capacity: number; readonly routes: readonly string[] }
): readonly [ttl: Tunable, capacity: Tunable] {
  const shared = { min: 1, subject: { cache: cache.name }, routes: defaults.routes, split: 'keys' } as const;
  const ttl = tunable(
    {
      ...shared,
      name: SETTING_NAMES.ttl(bounds.prefix),
      title: `TTL of cache ${cache.name}`,
      kind: 'ttl',
      unit: 'seconds',
      min: bounds.minTtlSeconds,
      max: bounds.maxTtlSeconds,
      maxReason: bounds.maxTtlReason,
      default: defaults.ttlSeconds,
      integer: false,
      settleMs: TTL_SETTLE_MS,
    },
    () => cache.ttlSeconds(),
    (value) => cache.setTtlSeconds(value),
    (a, b, share, seed) => cache.divideTtl(a, b, share, seed)
  );
  const capacity = tunable(
    {
      ...shared,
      name: SETTING_NAMES.capacity(bounds.prefix),
      title: `Capacity of cache ${cache.name}`,
      kind: 'capacity',
      unit: 'entries',
      max: MAX_CAPACITY,
      default: defaults.capacity,
      integer: true,
      settleMs: CAPACITY_SETTLE_MS,
    },
    () => cache.capacity(),
    (value) => cache.setCapacity(value),
    (a, b, share, seed) => cache.divideCapacity(a, b, share, seed)
  );
  return [ttl, capacity];
}

function tunable(
  descriptor: SettingDescriptor,
  get: () => number,
  set: (value: number) => void,
  divide: (a: number, b: number, share: number, seed: number) => void
): Tunable {
  const check = (value: SettingValue): number => checkSettingValue(descriptor, value);
  return {
    describe: () => descriptor,
    get,
    set: (value) => set(check(value)),
    splitByKeys(a, b, share, seed): KeySplit {
      if (!(share > 0 && share < 1)) {
        throw new RangeError(`${descriptor.name}: a split needs a share between 0 and 1, not ${share}.`);
      }
      divide(check(a), check(b), share, seed);
      let ended = false;
      return {
        end(value) {
          if (ended) return;
          set(check(value));
          ended = true;
        },
      };
    },
  };
}
