/** 32 bits of a key: FNV-1a over UTF-16 units with murmur3's finalizer. */
export function hashKey(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  return mix(hash);
}

/** A uniform number in [0, 1) out of a key's hash and a seed: below the share of a split, the key is under arm b. */
export const positionOf = (hash: number, seed: number): number =>
  (mix(hash ^ Math.imul(seed | 0, 0x9e3779b1)) >>> 0) / 0x1_0000_0000;

function mix(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
