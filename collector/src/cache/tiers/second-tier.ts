import { randomUUID } from 'node:crypto';
import type { CircuitState, Clock, Log, SecondTierError } from '../../contract/index.js';
import { PendingInvalidations } from './pending-invalidations.js';
import { LinkError, RedisLink } from './redis-link.js';
import { CLEAR, GENERATION, INVALIDATE, READ, RELEASE, SEIZE, STORE, type Script } from './scripts.js';
import type { SecondTierOptions } from './types.js';

/** What was read: text of an envelope with the rest of its life and the part of it that is stale; '' where there is none. */
export interface StoredText {
  readonly text: string;
  readonly leftMs: number;
  readonly staleMs: number;
}

/** The right to load a key and to store it. */
export interface Lease {
  readonly token: string;
  readonly generation: string;
  /** Milliseconds by the clock of Redis. */
  readonly atMs: number;
}

export type Read =
  /** Fresh enough. */
  | { readonly kind: 'value'; readonly stored: StoredText }
  /** `stored` is not fresh enough, if there is any. `lease`: load it. `wait`: another instance does. */
  | { readonly kind: 'lease'; readonly stored: StoredText; readonly lease: Lease }
  | { readonly kind: 'wait' | 'none'; readonly stored: StoredText }
  | { readonly kind: 'skipped' | 'error' };

/** What happened elsewhere, or may have. */
export interface SecondTierEvents {
  readonly forget: (key: string) => void;
  readonly forgetAll: () => void;
  readonly onError: (reason: SecondTierError) => void;
}

export interface SecondTierGiven extends SecondTierOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly events: SecondTierEvents;
}

/** A load that takes longer is not shared. */
const LEASE_MS = 10_000;
const FLUSH_AFTER_MS = 100;
export const DEFAULT_DEADLINE_MS = 50;
const UNKNOWN_RUN = 'unknown';

/** Values shared between instances over Redis. Nothing here rejects, and nothing takes longer than the deadline. */
export class SecondTier {
  readonly #link: RedisLink;
  readonly #clock: Clock;
  readonly #events: SecondTierEvents;
  readonly #prefix: string;
  readonly #channel: string;
  readonly #instance = randomUUID();
  readonly #pending = new PendingInvalidations();
  #leases = 0;
  /** Unknown until Redis was reached. */
  #generation = '';
  #cancelFlush: (() => void) | undefined;
  #flushing = false;
  #closed = false;

  constructor(given: SecondTierGiven) {
    this.#clock = given.clock;
    this.#events = given.events;
    this.#prefix = `${given.keyPrefix ?? 'growth-engine'}:${given.name}`;
    this.#channel = `${this.#prefix}:invalidations`;
    this.#link = new RedisLink({
      redis: given.redis,
      name: given.name,
      deadlineMs: given.deadlineMs ?? DEFAULT_DEADLINE_MS,
      clock: given.clock,
      log: given.log,
      channels: { shared: this.#channel, own: `${this.#prefix}:instance:${this.#instance}` },
      onMessage: (message) => this.#heard(message),
      prepare: (link, missed) => this.#prepare(link, missed),
      onError: given.events.onError,
      onState: (state) => {
        if (state === 'closed' && !this.#pending.isEmpty) this.#flushSoon();
      },
    });
    this.#link.start();
  }

  get state(): CircuitState {
    return this.#link.state;
  }

  get ready(): Promise<void> {
    return this.#link.ready;
  }

  /** `leastFreshMs` may be negative: so long past its TTL. `lease`: whether the right to load it is asked for. */
  async read(key: string, leastFreshMs: number, lease: boolean): Promise<Read> {
    // What Redis has of it was to be invalidated, and is not yet.
    if (this.#pending.has(key)) return { kind: 'skipped' };
    const generation = this.#generation;
    const sentAtMs = this.#clock.monotonic();
    const token = lease ? `${this.#instance}:${++this.#leases}` : '';
    try {
      const least = Number.isFinite(leastFreshMs) ? Math.round(leastFreshMs) : Number.MAX_SAFE_INTEGER;
      const answer = await this.#run(READ, this.#keys(key, generation), [
        generation,
        least,
        this.#instance,
        token,
        LEASE_MS,
      ]);
      return this.#understand(answer, token, generation, sentAtMs);
    } catch (error) {
      return failed(error);
    }
  }

  /** Stores what was loaded under a lease, unless that was taken away meanwhile. `lifeMs` counts from the lease on. */
  async store(key: string, lease: Lease, text: string, lifeMs: number, staleMs: number): Promise<void> {
    const { generation, token, atMs } = lease;
    await this.#quietly(STORE, this.#keys(key, generation), [
      generation,
      token,
      atMs,
      Math.floor(lifeMs),
      Math.ceil(staleMs),
      text,
    ]);
  }

  async release(key: string, { token, generation }: Lease): Promise<void> {
    await this.#quietly(RELEASE, [this.#leaseKey(key, generation)], [token]);
  }

  /** What cannot be told now is told as soon as possible, and until then not read. */
  async invalidate(key: string): Promise<void> {
    this.#pending.add(key);
    if (await this.#quietly(INVALIDATE, this.#keys(key, this.#generation).slice(0, 2), this.#message('key', key))) {
      this.#pending.done(key);
    } else this.#postpone(key);
  }

  /** Invalidates a key and takes the right to store it. */
  async seize(key: string): Promise<Lease | undefined> {
    const generation = this.#generation;
    const token = `${this.#instance}:${++this.#leases}`;
    this.#pending.add(key);
    try {
      const keys = this.#keys(key, generation).slice(0, 2);
      const atMs = Number(await this.#run(SEIZE, keys, [...this.#message('key', key), token, LEASE_MS]));
      this.#pending.done(key);
      return { token, generation, atMs };
    } catch (error) {
      failed(error);
      this.#postpone(key);
      return undefined;
    }
  }

  async clear(): Promise<void> {
    this.#pending.addAll();
    await this.#flush();
    if (!this.#pending.isEmpty) this.#flushSoon();
  }

  close(): void {
    this.#closed = true;
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
    this.#link.close();
  }

  /** Before Redis is used again: what may have been missed is forgotten, what could not be told is told. */
  async #prepare(link: RedisLink, missed: boolean): Promise<void> {
    const run = await this.#runId(link);
    const generation = String(
      await link.evaluate(GENERATION, [`${this.#prefix}:generation`], [run, `${run}.${randomUUID()}`])
    );
    const changed = generation !== this.#generation;
    this.#generation = generation;
    await this.#tellPending((script, keys, args) => link.evaluate(script, keys, args));
    if (missed || changed) this.#events.forgetAll();
  }

  /** What a server is called until it is started anew; some do not tell. */
  async #runId(link: RedisLink): Promise<string> {
    try {
      return /^run_id:(\w+)/m.exec(String(await link.send('INFO', 'server')))?.[1] ?? UNKNOWN_RUN;
    } catch (error) {
      if (error instanceof LinkError && error.reason === 'reply') return UNKNOWN_RUN;
      throw error;
    }
  }

  async #tellPending(run: (script: Script, keys: string[], args: string[]) => Promise<unknown>): Promise<void> {
    const pending = this.#pending;
    if (pending.all) {
      const generation = `${this.#generation.split('.', 1)[0] ?? UNKNOWN_RUN}.${randomUUID()}`;
      await run(CLEAR, [`${this.#prefix}:generation`], [generation, ...this.#message('all', generation)]);
      this.#generation = generation;
      pending.allDone();
    }
    for (let key = pending.first(); key !== undefined; key = pending.first()) {
      await run(INVALIDATE, this.#keys(key, this.#generation).slice(0, 2), this.#message('key', key));
      pending.done(key);
    }
  }

  /** Again, since an earlier one for the same key may have succeeded meanwhile. */
  #postpone(key: string): void {
    this.#pending.add(key);
    this.#flushSoon();
  }

  #flushSoon(): void {
    if (this.#closed) return;
    this.#cancelFlush ??= this.#clock.after(FLUSH_AFTER_MS, () => {
      this.#cancelFlush = undefined;
      void this.#flush();
    });
  }

  async #flush(): Promise<void> {
    if (this.#flushing || !this.#isInUse()) return;
    this.#flushing = true;
    try {
      await this.#tellPending((script, keys, args) => this.#run(script, keys, args));
    } catch (error) {
      failed(error);
      // Once the circuit has opened, its next closing comes here again.
      if (this.#isInUse()) this.#flushSoon();
    } finally {
      this.#flushing = false;
    }
  }

  #isInUse(): boolean {
    return this.#link.state === 'closed';
  }

  #heard(message: string): void {
    const [from, kind, rest] = splitInThree(message);
    if (from === this.#instance) return;
    if (kind === 'key') this.#events.forget(rest);
    else if (kind === 'all') {
      this.#generation = rest;
      this.#events.forgetAll();
    } else this.#events.onError('corrupt');
  }

  #understand(answer: unknown, token: string, generation: string, sentAtMs: number): Read {
    if (!Array.isArray(answer)) return this.#corrupt();
    const [kind, text, leftMs, staleMs, damaged, atMs] = answer as readonly unknown[];
    if (kind === 'generation') {
      // Everything was dropped elsewhere and the message is on its way yet, or Redis has lost its memory.
      if (generation === this.#generation && this.#isInUse()) this.#link.renew();
      return { kind: 'skipped' };
    }
    if (damaged === 1) this.#events.onError('corrupt');
    // Redis looked when the question came, or later: no more is left of it than this.
    const leftNowMs = Number(leftMs) - (this.#clock.monotonic() - sentAtMs);
    const stored = { text: String(text), leftMs: leftNowMs, staleMs: Number(staleMs) };
    switch (kind) {
      case 'value':
      case 'wait':
      case 'none':
        return { kind, stored };
      case 'lease':
        return { kind, stored, lease: { token, generation, atMs: Number(atMs) } };
      default:
        return this.#corrupt();
    }
  }

  #corrupt(): Read {
    this.#events.onError('corrupt');
    return { kind: 'error' };
  }

  async #quietly(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<boolean> {
    try {
      await this.#run(script, keys, args);
      return true;
    } catch (error) {
      failed(error);
      return false;
    }
  }

  #run(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    return this.#link.run(script, keys, args);
  }

  #message(kind: 'key' | 'all', rest: string): [channel: string, message: string] {
    return [this.#channel, `${this.#instance} ${kind} ${rest}`];
  }

  #keys(key: string, generation: string): string[] {
    return [`${this.#prefix}:value:${key}`, this.#leaseKey(key, generation), `${this.#prefix}:generation`];
  }

  /** A lease ends with its generation. */
  #leaseKey(key: string, generation: string): string {
    return `${this.#prefix}:lease:${generation}:${key}`;
  }
}

/** The link has counted it; anything else is a defect of ours. */
function failed(error: unknown): Read {
  if (!(error instanceof LinkError)) throw error;
  return { kind: error.reason === 'open' ? 'skipped' : 'error' };
}

function splitInThree(message: string): readonly [string, string, string] {
  const first = message.indexOf(' ');
  const second = message.indexOf(' ', first + 1);
  if (first < 0 || second < 0) return ['', '', ''];
  return [message.slice(0, first), message.slice(first + 1, second), message.slice(second + 1)];
}
