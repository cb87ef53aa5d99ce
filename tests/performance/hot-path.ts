import { createGrowthEngine } from '@growth-engine/collector';
import { METRICS } from '@growth-engine/collector/contract';
import { Histogram, Registry } from 'prom-client';
import { createInstruments } from '../../collector/dist/instruments/instruments.js';
import { promClientMiddleware } from '../bench/http/servers/prom-client-middleware.js';
import { ensure } from '../lib/checks.js';
import type { Checks } from '../lib/checks.js';
import { cpuPerRequest, noMiddleware } from '../lib/in-process-request.js';
import type { PlainMiddleware } from '../lib/in-process-request.js';
import { compare, cpuOf } from './compare.js';

const OBSERVATIONS = 200_000;
const REQUESTS = 4_000;
/** Spread over the buckets, always the same. */
const VALUES = Array.from({ length: 64 }, (_, index) => ((index * 37) % 64) / 40);

async function boundObserve(): Promise<string> {
  const ours = createInstruments()
    .histogram(METRICS.http_request_duration_seconds)
    .bind('app', 'GET', '/items/:id', '2xx');
  const theirs = new Histogram({
    name: 'observed_seconds',
    help: 'Observed.',
    labelNames: ['method', 'route', 'status_class'],
    buckets: [...METRICS.http_request_duration_seconds.edges],
    registers: [new Registry()],
  }).labels('GET', '/items/:id', '2xx');
  const observing = (histogram: { observe(value: number): void }) => (): Promise<number> =>
    cpuOf(() => {
      for (let index = 0; index < OBSERVATIONS; index += 1) histogram.observe(VALUES[index & 63] ?? 0);
    });
  const { ratio, ours: us, theirs: peer } = await compare(9, observing(ours), observing(theirs));
  const nanoseconds = (microseconds: number): string => `${((microseconds / OBSERVATIONS) * 1000).toFixed(1)} ns`;
  const detail = `${ratio.toFixed(3)} (${nanoseconds(us)} against ${nanoseconds(peer)})`;
  ensure(ratio < 0.2, `It costs ${detail}.`);
  return detail;
}

async function middleware(): Promise<string> {
  const engine = createGrowthEngine({
    service: 'performance',
    routes: [{ id: 'item', path: '/items/:id', priority: 'high' }],
    resources: { cpuLimit: 1 },
  });
  await engine.ready;
  try {
    const alone = (of: PlainMiddleware) => async (): Promise<number> => {
      const bare = await cpuPerRequest(noMiddleware, REQUESTS);
      return Math.max(0.01, (await cpuPerRequest(of, REQUESTS)) - bare);
    };
    const { ratio, ours, theirs } = await compare(
      9,
      alone(engine.middleware),
      alone(promClientMiddleware() as unknown as PlainMiddleware)
    );
    const detail = `${ratio.toFixed(2)} (${ours.toFixed(2)} µs against ${theirs.toFixed(2)} µs)`;
    ensure(ratio < 2.5, `It costs ${detail}.`);
    return detail;
  } finally {
    await engine.close();
  }
}

export async function hotPath(checks: Checks): Promise<void> {
  await checks.check('a bound histogram costs less than 0.2 of a bound one of prom-client', boundObserve);
  await checks.check('tracking and admission cost less than 2.5 of a hand-written prom-client middleware', middleware);
}
