import type { Clock, Log } from '../contract/index.js';
import { readForeignText, type ForeignFamily } from './foreign-text.js';
import type { ForeignRegistry } from './types.js';

interface Attached {
  readonly registry: ForeignRegistry;
  /** A run that has not settled; a second is not started beside it. */
  running: Promise<string> | undefined;
  /** The running one has already used up the patience of a scrape. */
  isLate: boolean;
}

interface Answer {
  readonly text: string;
  readonly isOpenMetrics: boolean;
}

/** What the attached registries brought for one exposition. */
export interface ForeignAnswers {
  readonly answers: readonly Answer[];
  readonly failures: readonly Error[];
  readonly durationSeconds: number;
}

const causeOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Registries of other libraries that come out of the same exposition. None of them can cost more than its own series. */
export class ForeignRegistries {
  readonly #attached = new Map<ForeignRegistry, Attached>();
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #warned = new Set<string>();

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  get size(): number {
    return this.#attached.size;
  }

  attach(registry: ForeignRegistry): () => void {
    this.#attached.set(registry, { registry, running: undefined, isLate: false });
    return () => {
      this.#attached.delete(registry);
    };
  }

  /** Asks all of them at once and waits for none longer than until `signal` aborts. */
  async ask(signal: AbortSignal): Promise<ForeignAnswers> {
    const begin = this.#clock.monotonic();
    const settled = await Promise.allSettled([...this.#attached.values()].map((one) => this.#askOne(one, signal)));
    const failures = settled.flatMap((one) =>
      one.status === 'rejected'
        ? [new Error(`An attached registry failed: ${causeOf(one.reason)}`, { cause: one.reason })]
        : []
    );
    for (const failure of failures) this.#warnOnce(failure.message, { err: failure });
    return {
      answers: settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
      failures,
      durationSeconds: (this.#clock.monotonic() - begin) / 1000,
    };
  }

  /** Their families, without those that `taken` names or an earlier registry has brought. */
  *families(answers: readonly Answer[], taken: Iterable<string>): Generator<ForeignFamily> {
    const names = new Set(taken);
    for (const { text, isOpenMetrics } of answers) {
      yield* readForeignText(text, {
        isOpenMetrics,
        take: (family) => {
          if (names.has(family)) return false;
          names.add(family);
          return true;
        },
        collided: (family) =>
          this.#warnOnce(`The metric ${family} of an attached registry is left out: the name is taken`, {}),
        malformed: (line) =>
          this.#warnOnce('An attached registry wrote lines that are no exposition format: left out', {
            firstLine: line.slice(0, 200),
          }),
      });
    }
  }

  async #askOne(attached: Attached, signal: AbortSignal): Promise<Answer> {
    if (attached.isLate) throw new Error('it has not answered since an earlier scrape');
    attached.running ??= this.#start(attached);
    const text = await untilAborted(attached.running, signal, () => {
      attached.isLate = true;
    });
    if (typeof text !== 'string') throw new TypeError('metrics() did not return text');
    return { text, isOpenMetrics: attached.registry.contentType?.includes('openmetrics') ?? false };
  }

  #start(attached: Attached): Promise<string> {
    const settled = (): void => {
      attached.running = undefined;
      attached.isLate = false;
    };
    const running = (async () => attached.registry.metrics())();
    running.then(settled, settled);
    return running;
  }

  /** A scrape comes every few seconds: the same sentence is written once. */
  #warnOnce(message: string, fields: object): void {
    if (this.#warned.has(message) || this.#warned.size >= 1000) return;
    this.#warned.add(message);
    this.#log.warn(fields, message);
  }
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal, late: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(new Error('it did not answer before the scrape’s deadline'));
    // Whoever comes without time says nothing about the registry.
    if (signal.aborted) return giveUp();
    const abort = (): void => {
      late();
      giveUp();
    };
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
