import type { Refusal } from '../../contract/index.js';
import { formatQuantity } from '../../contract/index.js';
import type { Cell } from '../judging/pairs.js';
import { spanOf } from './spans.js';

/** A short time in the window in which answers took many times as long as in the rest of it. */
export interface RecentIncident {
  /** Mean response time in the worst stretch, and in the middle one. */
  readonly worstSeconds: number;
  readonly usualSeconds: number;
  /** How long ago it ended; 0 when it reaches up to now. */
  readonly agoSeconds: number;
  /** When the window no longer holds it. */
  readonly clearInSeconds: number;
}

/** Stretches that the window is looked at in, in milliseconds: short against a window, long against a report. */
export const STRETCH_MS = 5_000;
/** Slower than the middle stretch by this factor: ordinary noise and load do not reach it. */
const FACTOR = 5;
/** Fewer stretches with traffic than this have no middle to speak of. */
const MIN_STRETCHES = 5;
/** A stretch with fewer requests is no evidence. */
const MIN_REQUESTS = 3;

function meanOf(cells: ReadonlyMap<string, Cell>): number | undefined {
  let count = 0;
  let sum = 0;
  for (const cell of cells.values()) {
    count += cell.count;
    sum += cell.sum;
  }
  return count < MIN_REQUESTS ? undefined : sum / count;
}

/**
 * Looks for an incident that is over while the window still holds it: what rules expect from such a window is wrong.
 * @param stretches Requests per route, `STRETCH_MS` each, oldest first, the last one up to now.
 * @param atLeastSeconds Means below this are no incident, however fast the rest is: the response time's threshold.
 */
export function recentIncident(
  stretches: readonly ReadonlyMap<string, Cell>[],
  atLeastSeconds: number
): RecentIncident | undefined {
  const means = stretches.map(meanOf);
  const known = means.filter((mean) => mean !== undefined).sort((a, b) => a - b);
  const usualSeconds = known[Math.floor((known.length - 1) / 2)];
  if (known.length < MIN_STRETCHES || usualSeconds === undefined) return undefined;
  const bar = Math.max(atLeastSeconds, FACTOR * usualSeconds);
  const last = means.findLastIndex((mean) => mean !== undefined && mean > bar);
  if (last === -1) return undefined;
  return {
    worstSeconds: known.at(-1) ?? 0,
    usualSeconds,
    agoSeconds: ((means.length - 1 - last) * STRETCH_MS) / 1000,
    clearInSeconds: ((last + 1) * STRETCH_MS) / 1000,
  };
}

export function incidentRefusal(incident: RecentIncident): Refusal {
  const { worstSeconds, usualSeconds, agoSeconds, clearInSeconds } = incident;
  const when = agoSeconds === 0 ? 'just now' : `${spanOf(agoSeconds)} ago`;
  return {
    guard: 'recent-incident',
    sentence:
      `Answers took ${formatQuantity(worstSeconds, 'seconds')} on average until ${when}, against ` +
      `${formatQuantity(usualSeconds, 'seconds')} otherwise, so that expected gains are uncertain.`,
    nextStep: `Make a new plan in ${spanOf(clearInSeconds)}.`,
  };
}
