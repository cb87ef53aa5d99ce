import { highCpu } from './high-cpu.js';
import { highMemory } from './high-memory.js';
import { lowCacheHitRate } from './low-cache-hit-rate.js';
import { slowResponses } from './slow-responses.js';
import type { Guide, GuideId } from './types.js';

/** SPEC.md's four guides, one file each. */
export const GUIDES: Readonly<Record<GuideId, Guide>> = {
  'high-cpu': highCpu,
  'high-memory': highMemory,
  'slow-responses': slowResponses,
  'low-cache-hit-rate': lowCacheHitRate,
};
