import { ProblemError } from '../../contract/index.js';
import type { Runtime } from './runtime.js';
import type { Unit } from './unit.js';
import { loadUnit } from './unit.js';

/** Services of one collector beyond this many are refused. */
const MAX_SERVICES = 200;

/** All services that this collector knows. */
export class Registry {
  readonly #runtime: Runtime;
  readonly #units = new Map<string, Unit>();
  readonly #loading = new Map<string, Promise<Unit>>();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  get units(): readonly Unit[] {
    return [...this.#units.values()].sort((a, b) => a.service.name.localeCompare(b.service.name));
  }

  /** @throws ProblemError `not-found` */
  get(name: string): Unit {
    const unit = this.#units.get(name);
    if (unit !== undefined) return unit;
    const known = this.units.map(({ service }) => service.name);
    throw new ProblemError(
      'not-found',
      `No service "${name}" has reported here.`,
      known.length === 0 ? 'Start an application that reports to this collector.' : `Known are: ${known.join(', ')}.`
    );
  }

  /** The service, made known if it is new. */
  async ensure(name: string): Promise<Unit> {
    const known = this.#units.get(name);
    if (known !== undefined) return known;
    const loading = this.#loading.get(name) ?? this.#load(name);
    this.#loading.set(name, loading);
    try {
      return await loading;
    } finally {
      this.#loading.delete(name);
    }
  }

  async #load(name: string): Promise<Unit> {
    if (this.#units.size + this.#loading.size >= MAX_SERVICES) {
      throw new ProblemError(
        'too-many-requests',
        `This collector has ${MAX_SERVICES} services already.`,
        'Use another collector for more.'
      );
    }
    const unit = await loadUnit(name, this.#runtime);
    this.#units.set(name, unit);
    return unit;
  }
}
