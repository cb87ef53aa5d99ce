export type CacheKey = string | number;

/**
 * 32 bits of a key. Two UTF-16 units per step; with a seed of its own per cache, nobody outside can make up keys that all
 * fall into one chain.
 */
export const hashKey = (key: CacheKey, seed: number): number =>
  typeof key === 'string' ? hashText(key, seed) : hashNumber(key, seed);

function hashText(key: string, seed: number): number {
  const { length } = key;
  let hash = seed ^ length;
  let index = 1;
  for (; index < length; index += 2) {
    hash = Math.imul(hash ^ (key.charCodeAt(index - 1) | (key.charCodeAt(index) << 16)), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  if (index === length) hash = Math.imul(hash ^ key.charCodeAt(index - 1), 0x9e3779b1);
  return mix(hash);
}

function hashNumber(key: number, seed: number): number {
  const low = key | 0;
  if (low === key) return mix(seed ^ low);
  const high = Math.floor(key / 0x1_0000_0000) | 0;
  // What is left of a fraction tells keys below 1 apart.
  const rest = Number.isFinite(key) ? ((key - Math.floor(key)) * 0x1_0000_0000) | 0 : 0;
  return mix(mix(seed ^ low) ^ Math.imul(high, 0x9e3779b1) ^ rest);
}

/** A uniform number in [0, 1) out of a key's hash and a seed: below the share of a split, the key is under arm b. */
export const positionOf = (hash: number, seed: number): number =>
  (mix(hash ^ Math.imul(seed | 0, 0x9e3779b1)) >>> 0) / 0x1_0000_0000;

/** murmur3's finalizer: every bit of the result depends on every bit of the value. */
export function mix(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
