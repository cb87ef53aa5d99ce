import { answerParent } from '../../../lib/channel.js';
import { cpuPerRequest, noMiddleware } from '../../../lib/in-process-request.js';
import type { PlainMiddleware } from '../../../lib/in-process-request.js';
import { benchEngine } from './engine.js';
import { promClientMiddleware } from './prom-client-middleware.js';

const contenders: Readonly<Record<string, PlainMiddleware>> = {
  none: noMiddleware,
  'growth-engine': benchEngine().middleware,
  'prom-client': promClientMiddleware() as unknown as PlainMiddleware,
};

/** Microseconds of CPU per request. */
answerParent({
  measure: ({ contender, requests }) => {
    const middleware = contenders[String(contender)];
    if (middleware === undefined) throw new Error(`${String(contender)} is no contender.`);
    return cpuPerRequest(middleware, Number(requests));
  },
});
