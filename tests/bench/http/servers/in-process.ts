import { answerParent } from '../../../lib/channel.js';
import { cpuPerRequest, noMiddleware } from '../../../lib/in-process-request.js';
import type { PlainMiddleware } from '../../../lib/in-process-request.js';
import { ROUTE_ID, benchEngine } from './engine.js';
import { floorMiddleware } from './floor-middleware.js';
import { promClientMiddleware } from './prom-client-middleware.js';

interface Contender {
  readonly middleware: PlainMiddleware;
  /** Between two measurements. */
  readonly rest?: () => void;
}

/** Nothing has to make room, so every answer is stored. */
function storing(): Contender {
  const engine = benchEngine({ capacity: 100_000 });
  return { middleware: engine.middleware, rest: () => engine.invalidate(ROUTE_ID) };
}

const make: Readonly<Record<string, () => Contender>> = {
  none: () => ({ middleware: noMiddleware }),
  'growth-engine': () => ({ middleware: benchEngine().middleware }),
  'growth-engine-storing': storing,
  'growth-engine-uncached': () => ({ middleware: benchEngine({ isCached: false }).middleware }),
  'prom-client': () => ({ middleware: promClientMiddleware() as unknown as PlainMiddleware }),
  floor: () => ({ middleware: floorMiddleware() }),
};
/** Those that were asked for: nobody else's work is part of what is measured. */
const made = new Map<string, Contender>();

function contenderOf(name: string): Contender {
  const present = made.get(name) ?? make[name]?.();
  if (present === undefined) throw new Error(`${name} is no contender.`);
  made.set(name, present);
  return present;
}

/** Microseconds of CPU per request. */
answerParent({
  measure: async ({ contender, requests }) => {
    const { middleware, rest } = contenderOf(String(contender));
    const cpu = await cpuPerRequest(middleware, Number(requests));
    rest?.();
    return cpu;
  },
});
