import { SETTING_NAMES, checkSettingValue, silentLog, stalenessProblem } from '../../contract/index.js';
import type { SettingDescriptor, Staleness, Tunable } from '../../contract/index.js';
import type { CacheKey } from '../key-hash.js';
import { checkOptions } from '../cache-options.js';
import type { Cache, CacheOptions } from '../types.js';
import { FreshCache } from './fresh-cache.js';
import { FreshGroup } from './fresh-group.js';
import { groupsByPrefix, oneGroup } from './key-groups.js';

/** `version`: of the value that stands under this key. */
export interface CacheStaleness<K extends CacheKey = string> extends Staleness<K> {
  /** Keys that begin so have a TTL of their own, learned and set by itself; the rest has the cache's. At most 50. */
  readonly prefixes?: readonly string[];
}

export type FreshCacheOptions = Omit<CacheOptions, 'policy' | 'sample' | 'onClose'>;

const MAX_PREFIXES = 50;

/**
 * The options of the cache behind one that learns how long its values stay true: with prefixes, entries stay for as long as
 * any of them may want, and the groups judge their age. @throws RangeError that names the cache, the option, and what would
 * be right.
 */
export function optionsBehind<O extends FreshCacheOptions, K extends CacheKey>(
  options: O,
  staleness: CacheStaleness<K>
): O {
  check(options.name, staleness);
  if ((staleness.prefixes ?? []).length === 0) return options;
  const { minTtlSeconds, maxTtlSeconds } = checkOptions(options);
  return { ...options, minTtlSeconds, ttlSeconds: maxTtlSeconds };
}

/** A cache that learns how long its values stay true, around one that was made with `optionsBehind` these options. */
export function createFreshCache<V, K extends CacheKey>(
  cache: Cache<V, K>,
  options: FreshCacheOptions,
  staleness: CacheStaleness<K>
): Cache<V, K> {
  const { instruments, clock, name, log = silentLog, random = Math.random } = options;
  const groupOf = (prefix: string, ttl: Tunable): FreshGroup<K> =>
    new FreshGroup<K>({
      instruments,
      clock,
      random,
      log,
      cache: name,
      prefix,
      staleness,
      versioned: staleness.version !== undefined,
      ttl,
    });
  const { prefixes = [] } = staleness;
  const ttl = ttlOf(cache);
  if (prefixes.length === 0) return new FreshCache(cache, oneGroup(groupOf('', ttl)), staleness.version);
  const descriptor = { ...ttl.describe(), default: options.ttlSeconds, split: 'whole' } as const;
  const groups = prefixes.map((prefix): [string, FreshGroup<K>] => [
    prefix,
    groupOf(prefix, ttlOfGroup(ofPrefix(descriptor, options.settingPrefix ?? SETTING_NAMES.cachePrefix(name), prefix))),
  ]);
  const rest = groupOf('', ttlOfGroup(descriptor));
  return new FreshCache(
    cache,
    groupsByPrefix(new Map(groups), rest, Number(ttl.describe().default)),
    staleness.version
  );
}

function ttlOf<V, K extends CacheKey>(cache: Cache<V, K>): Tunable {
  const ttl = cache.tunables().find((tunable) => tunable.describe().kind === 'ttl');
  if (ttl === undefined) throw new Error(`Cache "${cache.name}" offers no TTL to keep right.`);
  return ttl;
}

const ofPrefix = (descriptor: SettingDescriptor, settingPrefix: string, prefix: string): SettingDescriptor => ({
  ...descriptor,
  name: SETTING_NAMES.ttl(`${settingPrefix}.${prefix}`),
  title: `${descriptor.title}, keys that begin with ${prefix}`,
});

/** A TTL that nothing but its group goes by. */
function ttlOfGroup(descriptor: SettingDescriptor): Tunable {
  let seconds = Number(descriptor.default);
  return {
    describe: () => descriptor,
    get: () => seconds,
    set: (value) => {
      seconds = checkSettingValue(descriptor, value);
    },
  };
}

function check<K extends CacheKey>(name: string, staleness: CacheStaleness<K>): void {
  const fail = (what: string, right: string): never => {
    throw new RangeError(`Cache "${name}": ${what}; ${right}.`);
  };
  const problem = stalenessProblem(staleness);
  if (problem !== undefined) fail(problem.what, `it must ${problem.must}`);
  const { prefixes = [] } = staleness;
  if (prefixes.length > MAX_PREFIXES) {
    fail(
      `staleness.prefixes has ${prefixes.length} of them`,
      `give at most ${MAX_PREFIXES}: each has series of its own`
    );
  }
  const wrong = prefixes.find((prefix, index) => prefix === '' || prefixes.indexOf(prefix) !== index);
  if (wrong !== undefined) fail(`staleness.prefixes has "${wrong}"`, 'give each prefix once, and none that is empty');
}
