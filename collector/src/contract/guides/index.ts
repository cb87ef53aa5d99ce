import type { Guide, GuideId } from './types.js';

/** SPEC.md's four guides, one file each. */
export const GUIDES: Readonly<Partial<Record<GuideId, Guide>>> = {};
