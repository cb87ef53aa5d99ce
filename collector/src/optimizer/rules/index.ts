import { cacheTooSmall } from './cache-too-small.js';
import { concurrencyTooHigh } from './concurrency-too-high.js';
import { memoryNearLimit } from './memory-near-limit.js';
import { poolTooSmall } from './pool-too-small.js';
import { timeoutTooShort } from './timeout-too-short.js';
import { ttlTooShort } from './ttl-too-short.js';
import type { Goal, Rule } from './types.js';

/** Every cause that the engine recognises. Adding one: its file, and a line here. */
export const RULES: readonly Rule[] = [
  ttlTooShort,
  cacheTooSmall,
  poolTooSmall,
  concurrencyTooHigh,
  timeoutTooShort,
  memoryNearLimit,
];

export const goalOf = (rule: string): Goal => RULES.find(({ id }) => id === rule)?.goal ?? 'response_time';
