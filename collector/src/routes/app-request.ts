import type { IncomingMessage } from 'node:http';

/** What Express 4 and 5 add to a request, as far as it is read here; plain Node has none of it. */
export interface AppRequest extends IncomingMessage {
  readonly originalUrl?: string;
  readonly baseUrl?: string;
  readonly route?: { readonly path: unknown };
  readonly app?: App;
}

export interface App {
  /** Where it is mounted in `parent`, as a pattern. */
  readonly mountpath?: string | readonly string[];
  readonly parent?: App;
  /** Express 4. */
  readonly _router?: { readonly stack?: readonly Layer[] };
  /** Express 5. Throws in Express 4. */
  readonly router?: { readonly stack?: readonly Layer[] };
}

/** One entry of a router: a route, a router mounted under a path, or a middleware. */
export interface Layer {
  readonly route?: { readonly path: unknown };
  readonly handle?: { readonly stack?: readonly Layer[] };
  /** router 2.3 (Express 5.3). */
  readonly rawPath?: unknown;
  /** Mounted at the root: router 2. */
  readonly slash?: boolean;
  /** Express 4. */
  readonly regexp?: RegExp & { readonly fast_slash?: boolean };
  readonly keys?: readonly { readonly name: string | number }[];
  match?(path: string): unknown;
  params?: unknown;
  path?: unknown;
}

/** What the client sent, whatever routers have made of `url` since. */
export const urlOf = (request: AppRequest): string => request.originalUrl ?? request.url ?? '/';

/** The path of a URL, without query. */
export function pathIn(url: string): string {
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}
