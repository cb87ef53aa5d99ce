import { OptimizationBook } from '../runner/optimization-book.js';
import { OptimizationRunner } from '../runner/optimization-runner.js';
import { Probation } from '../runner/probation.js';
import { recover } from '../runner/recovery.js';
import type { Runtime } from './runtime.js';
import { Service } from './service.js';

/** A service with everything that acts on it. Units know nothing of each other. */
export interface Unit {
  readonly service: Service;
  readonly book: OptimizationBook;
  readonly runner: OptimizationRunner;
}

/** Loads what is stored about a service, takes up what was left open, and gets ready for its agents. */
export async function loadUnit(name: string, runtime: Runtime): Promise<Unit> {
  const { clock, timing, series } = runtime;
  // The listeners are asked from the first report on, which comes after this function.
  const late: { probation?: Probation } = {};
  const service = await Service.load(name, runtime, {
    onRestart: () => undefined,
    onArrival: async (_, session) => late.probation?.arrived(session),
    onLeave: async (_, session) => late.probation?.left(session),
  });
  const book = new OptimizationBook(clock, timing.coolDownMs);
  const probation = new Probation(service, book);
  late.probation = probation;
  const runner = new OptimizationRunner(service, book, (record, entry) => {
    const instances = service.fleet.connected.map(({ instance }) => instance);
    probation.watch(record, entry, clock.now(), instances);
  });
  series.add(service);
  await recover(service, book, probation);
  return { service, book, runner };
}
