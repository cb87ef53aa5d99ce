import { AsyncResource } from 'node:async_hooks';
import type { Clock } from '../contract/index.js';
import type { RequestContextCarrier } from '../instruments/request-context.js';
import type { QueryRecorder } from './query-recorder.js';
import type { Callback, ClientLike } from './types.js';

type Query = (...args: unknown[]) => unknown;

const isCallback = (value: unknown): value is Callback => typeof value === 'function';

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** A Cursor, a QueryStream or a `pg.Query`: it handles its own answer, and the client returns the very object. */
const isSubmittable = (value: unknown): boolean => isObject(value) && typeof value['submit'] === 'function';

function textOf(config: unknown): string | undefined {
  if (typeof config === 'string') return config;
  if (!isObject(config)) return undefined;
  if (typeof config['text'] === 'string') return config['text'];
  return typeof config['name'] === 'string' ? config['name'] : undefined;
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  isObject(value) && typeof value['then'] === 'function';

/**
 * A connection that breaks while it is lent emits 'error', and without a listener that ends the whole process. Whoever
 * holds it hears of it all the same: its statement, or the next one, is rejected with the cause, and counted there.
 */
const reachesTheCaller = (): void => {};

interface Measured {
  readonly client: ClientLike;
  readonly original: Query;
  readonly measured: Query;
  readonly wasOwn: boolean;
}

/** Wraps `query` of the clients of one pool, once each, and can take it off all of them again. */
export class MeasuredClients {
  readonly #clients = new Map<unknown, Measured>();
  readonly #recorder: QueryRecorder;
  readonly #carrier: RequestContextCarrier;
  readonly #clock: Clock;
  #closed = false;

  constructor(recorder: QueryRecorder, carrier: RequestContextCarrier, clock: Clock) {
    this.#recorder = recorder;
    this.#carrier = carrier;
    this.#clock = clock;
  }

  measure(client: ClientLike): void {
    if (this.#clients.has(client)) return;
    const wasOwn = Object.hasOwn(client, 'query');
    const original = client.query as unknown as Query;
    const measured: Query = (...args) => this.#query(client, original, args);
    client.query = measured;
    client.addListener('error', reachesTheCaller);
    this.#clients.set(client, { client, original, measured, wasOwn });
  }

  /** The client's own query, which measures nothing. */
  query(client: ClientLike, text: string): unknown {
    const original = this.#clients.get(client)?.original ?? (client.query as unknown as Query);
    return original.call(client, text);
  }

  forget(client: unknown): void {
    this.#clients.delete(client);
  }

  close(): void {
    this.#closed = true;
    for (const { client, original, measured, wasOwn } of this.#clients.values()) {
      client.removeListener('error', reachesTheCaller);
      // Somebody who wrapped it after us keeps their wrapper; ours passes everything through from now on.
      if ((client.query as unknown) !== measured) continue;
      if (wasOwn) client.query = original;
      else Reflect.deleteProperty(client, 'query');
    }
    this.#clients.clear();
  }

  #query(client: ClientLike, original: Query, args: unknown[]): unknown {
    const [config] = args;
    const text = this.#closed || isSubmittable(config) ? undefined : textOf(config);
    if (text === undefined) return original.apply(client, args);

    const context = this.#carrier.current();
    const startedAt = this.#clock.monotonic();
    const finished = (error: unknown): void => this.#recorder.query(text, startedAt, error ?? undefined, context);
    const measuredCallback = (callback: Callback): Callback =>
      // The answer arrives in the context of the socket: give the caller back its own.
      AsyncResource.bind((...results: unknown[]) => {
        finished(results[0]);
        callback(...results);
      });

    const at = args.findIndex((arg, index) => index > 0 && isCallback(arg));
    if (at > 0) {
      const own = args[at];
      return original.apply(client, args.with(at, isCallback(own) ? measuredCallback(own) : own));
    }
    if (isObject(config) && isCallback(config['callback'])) {
      const copy: unknown = Object.assign(
        Object.create(Object.getPrototypeOf(config) as object | null) as object,
        config,
        {
          callback: measuredCallback(config['callback']),
        }
      );
      return original.apply(client, args.with(0, copy));
    }
    const result = original.apply(client, args);
    if (isThenable(result)) result.then(() => finished(undefined), finished);
    return result;
  }
}
