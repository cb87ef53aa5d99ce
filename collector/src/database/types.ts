import type { SlowQueryRow, Tunable } from '../contract/index.js';

/** `true` or an error closes the connection instead of giving it back. */
export type Release = (destroy?: Error | boolean) => void;

/** What of a `pg.PoolClient` is touched; `pg` itself is never imported here. */
export interface ClientLike {
  query: (this: never, ...args: never[]) => unknown;
  release: Release;
  addListener(event: string, listener: (...args: unknown[]) => void): unknown;
  removeListener(event: string, listener: (...args: unknown[]) => void): unknown;
}

/** What of a `pg.Pool` (8.x) is touched. */
export interface PoolLike {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly options: { max?: number | undefined };
  connect: (this: never) => Promise<ClientLike>;
  addListener(event: string, listener: (...args: unknown[]) => void): unknown;
  removeListener(event: string, listener: (...args: unknown[]) => void): unknown;
}

export interface InstrumentedPool {
  tunables(): readonly Tunable[];
  /** The slow statements, the most time-consuming first. */
  slowQueries(): readonly SlowQueryRow[];
  /** "ok", or one sentence that says why the database does not answer. Never rejects. */
  check(signal: AbortSignal): Promise<string>;
  /** Takes the measuring off again; the pool stays open and usable. */
  close(): void;
}

/** Completion of an asynchronous call in Node's callback form. */
export type Callback = (error?: unknown, ...results: unknown[]) => void;
