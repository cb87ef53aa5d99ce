import type { Actor } from '../../contract/index.js';
import type { Session } from '../hub/session.js';
import type { Service } from '../service/service.js';
import { audit } from '../state/audit.js';
import type { OptimizationBook } from './optimization-book.js';
import type { ChangeRecord, OptimizationRecord } from './optimization-record.js';
import { isInForce, revertKept } from './revert.js';

export const ENGINE: Actor = { kind: 'engine', name: 'Growth Engine' };

interface Watched {
  readonly record: OptimizationRecord;
  readonly entry: ChangeRecord;
  readonly keptAtMs: number;
  /** Instances that ran when it was kept and have not ended on purpose since. */
  readonly instances: Set<string>;
}

/** Watches instances after a kept change: one that dies soon after comes up with the old value (DESIGN.md). */
export class Probation {
  readonly #service: Service;
  readonly #book: OptimizationBook;
  #watched: Watched[] = [];

  constructor(service: Service, book: OptimizationBook) {
    this.#service = service;
    this.#book = book;
  }

  watch(record: OptimizationRecord, entry: ChangeRecord, keptAtMs: number, instances: readonly string[]): void {
    this.#forgetOld();
    this.#watched.push({ record, entry, keptAtMs, instances: new Set(instances) });
  }

  /** An instance reports for the first time: did its former process die under a fresh change? */
  async arrived({ instance, startedAt }: Session): Promise<void> {
    const { crashWindowMs } = this.#service.runtime.timing;
    this.#forgetOld();
    const guilty = this.#watched.filter(
      ({ instances, keptAtMs, entry }) =>
        instances.has(instance) &&
        startedAt > keptAtMs &&
        startedAt - keptAtMs <= crashWindowMs &&
        isInForce(this.#service, entry)
    );
    if (guilty.length === 0) return;
    this.#watched = this.#watched.filter((watched) => !guilty.includes(watched));
    const seconds = Math.round((startedAt - Math.max(...guilty.map(({ keptAtMs }) => keptAtMs))) / 1000);
    const why = `${instance} ended unexpectedly and was started anew ${seconds} s after the change`;
    try {
      await revertKept(this.#service, this.#book, guilty, ENGINE, 'crash', why);
    } catch (error) {
      this.#service.runtime.log.error({ err: error, instance }, `${why}, but the old value could not be stored`);
    }
  }

  /** An instance ends on purpose, for a deployment perhaps: no reason to distrust a change. */
  async left({ instance, startedAt }: Session): Promise<void> {
    this.#forgetOld();
    const concerned = this.#watched.filter(({ instances }) => instances.delete(instance));
    if (concerned.length === 0) return;
    await audit(this.#service, ENGINE, 'instance-left', null, { instance, startedAt });
  }

  #forgetOld(): void {
    const { clock, timing } = this.#service.runtime;
    // A process may take a while to come up again; what counts is when it started.
    this.#watched = this.#watched.filter(({ keptAtMs }) => clock.now() - keptAtMs <= 2 * timing.crashWindowMs);
  }
}
