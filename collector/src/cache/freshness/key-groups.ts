import type { CacheKey } from '../key-hash.js';
import type { FreshGroup } from './fresh-group.js';

/** Which group a key belongs to. */
export interface KeyGroups<K extends CacheKey> {
  readonly all: readonly FreshGroup<K>[];
  of(key: K): FreshGroup<K>;
  /** Entries stay stored for so long, whatever their group's TTL is, in seconds; undefined: the one group's TTL is the cache's. */
  readonly storedSeconds: number | undefined;
}

export const oneGroup = <K extends CacheKey>(group: FreshGroup<K>): KeyGroups<K> => ({
  all: [group],
  of: () => group,
  storedSeconds: undefined,
});

/** The longest prefix that fits; the rest is a group of its own. */
export function groupsByPrefix<K extends CacheKey>(
  byPrefix: ReadonlyMap<string, FreshGroup<K>>,
  rest: FreshGroup<K>,
  storedSeconds: number
): KeyGroups<K> {
  const longestFirst = [...byPrefix].sort(([one], [other]) => other.length - one.length);
  return {
    all: [...byPrefix.values(), rest],
    of(key) {
      const text = typeof key === 'string' ? key : String(key);
      for (const [prefix, group] of longestFirst) if (text.startsWith(prefix)) return group;
      return rest;
    },
    storedSeconds,
  };
}
