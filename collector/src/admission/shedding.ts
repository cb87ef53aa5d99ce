import type { Random, RoutePriority } from '../contract/index.js';

export const REJECTION_REASONS = ['concurrency', 'cpu', 'memory'] as const;
export type RejectionReason = (typeof REJECTION_REASONS)[number];

/** Share of the concurrency limit that requests of a priority may fill. */
const CONCURRENCY_SHARE: Readonly<Record<RoutePriority, number>> = { low: 0.5, medium: 0.8, high: 1 };
/** How far above its limit a usage may be before a priority is shed. */
const TOLERANCE: Readonly<Record<RoutePriority, number>> = { low: 0, medium: 0.05, high: 0.1 };
/** From its tolerance on, the share that is shed rises to all over this much usage. */
const RAMP = 0.1;
/** What is shed at the least once a usage is over: a hair above the limit must show an effect. */
const FLOOR = 0.1;

/** Requests of this priority that may run at once; at least one. */
export const slotsFor = (limit: number, priority: RoutePriority): number =>
  Math.max(1, Math.floor(limit * CONCURRENCY_SHARE[priority]));

/**
 * Share of a priority's requests to shed at a usage: none up to its tolerance above the limit, then rising, so that the load
 * settles where it is bearable and does not swing. A usage that is not known sheds nothing.
 */
export function shedShare(usage: number, limit: number, priority: RoutePriority): number {
  const over = usage - limit - TOLERANCE[priority];
  return over > 0 ? Math.min(1, FLOOR + (over / RAMP) * (1 - FLOOR)) : 0;
}

export interface Load {
  inFlight: number;
  concurrencyLimit: number;
  cpuRatio: number;
  readonly cpuLimit: number;
  memoryRatio: number;
  readonly memoryLimit: number;
}

/** Why a request should not run now, if so. */
export function rejectionOf(
  load: Readonly<Load>,
  priority: RoutePriority,
  random: Random
): RejectionReason | undefined {
  if (load.inFlight >= slotsFor(load.concurrencyLimit, priority)) return 'concurrency';
  const cpu = shedShare(load.cpuRatio, load.cpuLimit, priority);
  if (cpu > 0 && random() < cpu) return 'cpu';
  const memory = shedShare(load.memoryRatio, load.memoryLimit, priority);
  return memory > 0 && random() < memory ? 'memory' : undefined;
}
