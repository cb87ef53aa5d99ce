import { z } from 'zod';
import { ACTOR_KINDS } from '../../contract/index.js';
import type { Actor } from '../../contract/index.js';
import { contractSchema } from './helpers.js';

export const actorSchema = contractSchema<Actor>()(
  z.strictObject({ kind: z.enum(ACTOR_KINDS), name: z.string(), role: z.string().exactOptional() })
);
