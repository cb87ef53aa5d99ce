import type { ServiceState, Store } from '../../contract/index.js';
import { ProblemError } from '../../contract/index.js';

type Next = Omit<ServiceState, 'revision'>;

const MAX_ATTEMPTS = 5;

/** What is stored about one service, with writes one after the other and repeated when somebody else was faster. */
export class ServiceMemory {
  readonly #store: Store;
  readonly #service: string;
  #state: ServiceState;
  #settingsRevision: number;
  #tail: Promise<unknown> = Promise.resolve();

  private constructor(store: Store, service: string, state: ServiceState) {
    this.#store = store;
    this.#service = service;
    this.#state = state;
    this.#settingsRevision = state.revision;
  }

  static async load(store: Store, service: string): Promise<ServiceMemory> {
    return new ServiceMemory(store, service, await store.read(service));
  }

  get state(): ServiceState {
    return this.#state;
  }

  /** Changes whenever a stored setting does, and only then. */
  get settingsRevision(): number {
    return this.#settingsRevision;
  }

  /** @throws ProblemError `store-unavailable`; what was in force before stays so. */
  update(change: (state: ServiceState) => Partial<{ [K in keyof Next]: Next[K] | undefined }>): Promise<ServiceState> {
    const write = this.#tail.then(() => this.#write(change));
    this.#tail = write.catch(() => undefined);
    return write;
  }

  async #write(
    change: (state: ServiceState) => Partial<{ [K in keyof Next]: Next[K] | undefined }>
  ): Promise<ServiceState> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const { revision, ...current } = this.#state;
      const next = withoutUndefined({ ...current, ...change(this.#state) }) as unknown as Next;
      const written = await this.#store.write(this.#service, revision, next);
      if (written !== undefined) {
        this.#adopt(written);
        return written;
      }
      this.#adopt(await this.#store.read(this.#service));
    }
    throw new ProblemError(
      'store-unavailable',
      `The state of "${this.#service}" was changed by somebody else each time that it was to be written.`,
      'Let only one collector decide for this service, then try again.'
    );
  }

  #adopt(state: ServiceState): void {
    if (JSON.stringify(state.settings) !== JSON.stringify(this.#state.settings)) {
      this.#settingsRevision = Math.max(this.#settingsRevision + 1, state.revision);
    }
    this.#state = state;
  }
}

const withoutUndefined = (value: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined));
