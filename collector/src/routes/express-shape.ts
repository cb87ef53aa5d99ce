import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AppRequest } from './app-request.js';

const REQUEST_START = 'http.server.request.start';
/** From here on V8 shares hidden classes behind a change of prototype. */
const SHARING_V8 = 13;

interface RequestStart {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly server: Server;
}

/** What Express 4 and 5 write to a request and its response after they changed the prototypes of both. */
type ExpressRequest = Record<
  'res' | 'next' | 'baseUrl' | 'originalUrl' | '_parsedUrl' | 'params' | 'route' | symbol,
  unknown
>;
type ExpressResponse = Record<'locals' | 'statusCode' | 'statusMessage', unknown>;

/**
 * Makes Express cheaper than it is by itself on Node 20 and 22. Express gives each request and response the application's own
 * prototype and adds properties afterwards. V8 before 13 makes a hidden class anew for each object that gets a property behind
 * a change of its prototype: some kilobytes per request, and no inline cache works from there on. So the properties get their
 * places before, with the value that they have while they are not there; Express then only writes to them.
 *
 * Done for servers alone whose requests were seen to reach an Express application, and told by Node's own diagnostics channel.
 */
export class ExpressShape {
  /** Servers of Express applications, with the properties that their router keeps under symbols of its own. */
  readonly #servers = new WeakMap<object, readonly symbol[]>();
  readonly #isSubscribed: boolean;
  #sawUnknownServer = false;

  constructor(v8 = process.versions.v8) {
    this.#isSubscribed = Number.parseInt(v8, 10) < SHARING_V8;
    if (this.#isSubscribed) subscribe(REQUEST_START, this.#onStart);
  }

  /** Learns from a request that has reached us whether its server serves an Express application. */
  learn(request: AppRequest): void {
    if (!this.#sawUnknownServer) return;
    this.#sawUnknownServer = false;
    const socket = request.socket as { readonly server?: object | null } | null | undefined;
    if (request.app === undefined || socket?.server == null) return;
    const symbols = Object.getOwnPropertySymbols(request).filter(({ description }) =>
      description?.startsWith('router.')
    );
    this.#servers.set(socket.server, symbols);
  }

  close(): void {
    if (this.#isSubscribed) unsubscribe(REQUEST_START, this.#onStart);
  }

  readonly #onStart = (message: unknown): void => {
    const { request, response, server } = message as RequestStart;
    const symbols = this.#servers.get(server);
    if (symbols === undefined) this.#sawUnknownServer = true;
    else prepare(request as unknown as ExpressRequest, response as unknown as ExpressResponse, symbols);
  };
}

function prepare(request: ExpressRequest, response: ExpressResponse, symbols: readonly symbol[]): void {
  for (const symbol of symbols) request[symbol] = undefined;
  request.res = undefined;
  request.next = undefined;
  request.baseUrl = undefined;
  request.originalUrl = undefined;
  request._parsedUrl = undefined;
  request.params = undefined;
  request.route = undefined;
  response.locals = undefined;
  response.statusMessage = undefined;
  // What its prototype says until somebody sets it.
  response.statusCode = 200;
}
