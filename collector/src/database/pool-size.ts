import type { Log, SettingDescriptor, SettingValue, Tunable } from '../contract/index.js';
import { describeDatabaseError } from './sqlstate.js';
import type { ClientLike, PoolLike } from './types.js';

/** PostgreSQL's own default of max_connections: what is assumed until the server has been asked. */
const ASSUMED_CONNECTIONS = 100;
const SETTLE_MS = 1000;

export interface PoolSizeOptions {
  readonly name: string;
  readonly pool: PoolLike;
  /** The pool's own connect, unmeasured. */
  readonly connect: () => Promise<ClientLike>;
  readonly log: Log;
}

/** pg-pool's own way to serve waiters; not public, so it may be missing. */
const pulseOf = (pool: PoolLike): (() => void) | undefined => {
  const pulse: unknown = Reflect.get(pool, '_pulseQueue');
  return typeof pulse === 'function' ? () => void pulse.call(pool) : undefined;
};

/** The setting `pool.<name>.size`. pg-pool reads `options.max` at each checkout; the rest of a resize is done here. */
export class PoolSize implements Tunable {
  readonly #options: PoolSizeOptions;
  readonly #initial: number;
  #serverConnections: number | undefined;

  constructor(options: PoolSizeOptions) {
    this.#options = options;
    this.#initial = options.pool.options.max ?? 10;
  }

  describe(): SettingDescriptor {
    const { name } = this.#options;
    const known = this.#serverConnections;
    const max = Math.max(known ?? ASSUMED_CONNECTIONS, this.#initial);
    return {
      name: `pool.${name}.size`,
      title: `Size of pool ${name}`,
      kind: 'pool_size',
      unit: 'connections',
      min: 1,
      max,
      maxReason:
        known === undefined
          ? "PostgreSQL's default of 100 connections; the server has not been asked yet"
          : `the server accepts ${known} connections of ordinary users`,
      sharedMax: max,
      default: this.#initial,
      integer: true,
      subject: { pool: name },
      routes: [],
      split: 'blocks',
      settleMs: SETTLE_MS,
    };
  }

  get(): number {
    return this.#options.pool.options.max ?? this.#initial;
  }

  set(value: SettingValue): void {
    const { min, max, name } = this.describe();
    if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
      throw new RangeError(`${name} must be a whole number from ${min} to ${max}, not ${value}.`);
    }
    const before = this.get();
    this.#options.pool.options.max = value;
    if (value > before) this.#wakeWaiters(value);
    else if (value < before) this.#closeSurplus();
  }

  /** What the server accepts from ordinary users. */
  learnServerConnections(connections: number): void {
    this.#serverConnections = connections;
  }

  get isServerKnown(): boolean {
    return this.#serverConnections !== undefined;
  }

  isSurplus(): boolean {
    return this.#options.pool.totalCount > this.get();
  }

  /** Raising `options.max` wakes nobody before the next release. */
  #wakeWaiters(max: number): void {
    const { pool } = this.#options;
    const pulse = pulseOf(pool);
    if (pulse === undefined) {
      // A checkout of our own opens a connection, and giving it back serves the first waiter.
      for (let n = Math.min(pool.waitingCount, max - pool.totalCount); n > 0; n--) this.#checkOut();
      return;
    }
    while (pool.waitingCount > 0 && (pool.idleCount > 0 || pool.totalCount < max)) {
      const waiting = pool.waitingCount;
      pulse();
      if (pool.waitingCount >= waiting) return;
    }
  }

  /** Idle connections above the size are closed now, used ones when they come back (measured-connect). */
  #closeSurplus(): void {
    const { pool } = this.#options;
    for (let n = Math.min(pool.idleCount, pool.totalCount - this.get()); n > 0; n--) this.#checkOut();
  }

  #checkOut(): void {
    this.#options.connect().then(
      (client) => client.release(this.isSurplus()),
      (error: unknown) => {
        this.#options.log.debug({ pool: this.#options.name }, describeDatabaseError(error));
      }
    );
  }
}
