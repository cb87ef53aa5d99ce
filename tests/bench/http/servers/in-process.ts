import { answerParent } from '../../../lib/channel.js';
import { cpuPerRequest, noMiddleware } from '../../../lib/in-process-request.js';
import type { PlainMiddleware } from '../../../lib/in-process-request.js';
import { benchEngine } from './engine.js';
import { floorMiddleware } from './floor-middleware.js';
import { promClientMiddleware } from './prom-client-middleware.js';

const make: Readonly<Record<string, () => PlainMiddleware>> = {
  none: () => noMiddleware,
  'growth-engine': () => benchEngine().middleware,
  'growth-engine-uncached': () => benchEngine({ isCached: false }).middleware,
  'prom-client': () => promClientMiddleware() as unknown as PlainMiddleware,
  floor: floorMiddleware,
};
/** Those that were asked for: nobody else's work is part of what is measured. */
const made = new Map<string, PlainMiddleware>();

function middlewareOf(contender: string): PlainMiddleware {
  const present = made.get(contender) ?? make[contender]?.();
  if (present === undefined) throw new Error(`${contender} is no contender.`);
  made.set(contender, present);
  return present;
}

/** Microseconds of CPU per request. */
answerParent({
  measure: ({ contender, requests }) => cpuPerRequest(middlewareOf(String(contender)), Number(requests)),
});
