import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** One request that is being answered. */
export interface Answering {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What else runs on its connection; belongs to ByConnection. */
  other: Answering | undefined;
}

/** `null`: known, and nothing runs on it at the moment. */
type Connection<One> = Socket & Record<symbol, One | null | undefined>;

/**
 * Finds what is kept for a response by the connection that it runs on: mostly one, more where requests are pipelined.
 *
 * A WeakMap by response costs 100 ns per request and work for the garbage collector, and a property of the response costs a
 * microsecond in Express (see ExpressShape); a property of the connection is there from its second request on. Requests
 * of HTTP/2 share a connection in other ways, and some have none, or what stands in for one: those do go to a WeakMap.
 */
export class ByConnection<One extends Answering> {
  readonly #key = Symbol('growth-engine');
  readonly #strays = new WeakMap<ServerResponse, One>();
  readonly #onCut: ((one: One) => void) | undefined;
  #hasStrays = false;

  /** `onCut` is told of what was not taken away before its connection ended. */
  constructor(onCut?: (one: One) => void) {
    this.#onCut = onCut;
  }

  add(one: One): void {
    const connection = connectionOf<One>(one.request);
    if (connection === undefined) {
      this.#addStray(one);
      return;
    }
    const present = connection[this.#key];
    if (present === undefined) {
      if (!isSocket(connection)) {
        this.#addStray(one);
        return;
      }
      this.#meet(connection);
    } else if (present !== null) one.other = present;
    connection[this.#key] = one;
    // Its end was told before we listened.
    if (connection.destroyed && this.#onCut !== undefined) process.nextTick(this.#onCut, one);
  }

  of(response: ServerResponse): One | undefined {
    let one = connectionOf<One>(response.req)?.[this.#key];
    while (one != null && one.response !== response) one = one.other as One | undefined;
    return one ?? (this.#hasStrays ? this.#strays.get(response) : undefined);
  }

  remove(one: One): void {
    const connection = connectionOf<One>(one.request);
    if (connection === undefined) {
      this.#strays.delete(one.response);
      return;
    }
    const first = connection[this.#key];
    if (first === undefined) this.#strays.delete(one.response);
    else if (first === one) connection[this.#key] = (one.other as One | undefined) ?? null;
    else {
      let before: Answering | null | undefined = first;
      while (before != null && before.other !== one) before = before.other;
      if (before != null) before.other = one.other;
    }
    one.other = undefined;
  }

  #meet(connection: Connection<One>): void {
    const onCut = this.#onCut;
    if (onCut === undefined) return;
    connection.on('close', () => {
      for (let one = connection[this.#key]; one != null; one = connection[this.#key]) {
        this.remove(one);
        onCut(one);
      }
    });
  }

  #addStray(one: One): void {
    this.#hasStrays = true;
    this.#strays.set(one.response, one);
    const onCut = this.#onCut;
    if (onCut !== undefined) one.response.on('close', () => onCut(one));
  }
}

/** What stands in for a socket in tests of an application (`inject`) does not tell of its end; its response does. */
const isSocket = (connection: Partial<Socket>): boolean =>
  typeof connection.on === 'function' && typeof connection.destroyed === 'boolean';

function connectionOf<One>(request: IncomingMessage | undefined): Connection<One> | undefined {
  if (request?.httpVersionMajor === 2) return undefined;
  return (request?.socket as Connection<One> | null | undefined) ?? undefined;
}
