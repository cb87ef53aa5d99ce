import type { Arm } from '../contract/index.js';

/** A 32-bit mix of two numbers (the finalizer of MurmurHash3, public domain), so that a seed and an index give a fair coin. */
export function mix(seed: number, index: number): number {
  let hash = (seed ^ Math.imul(index + 1, 0x9e3779b1)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The arm of a block: blocks come in pairs, and a coin tossed per pair says which arm goes first. */
export function armOfBlock(seed: number, block: number): Arm {
  const bFirst = (mix(seed, Math.floor(block / 2)) & 1) === 1;
  return (block % 2 === 0) === bFirst ? 'b' : 'a';
}
