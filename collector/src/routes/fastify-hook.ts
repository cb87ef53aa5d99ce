import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpMiddleware } from './middleware.js';

/** Of Fastify's request, as far as it is read. */
export interface FastifyRequestLike {
  readonly raw: IncomingMessage;
  /** `url` is the route's template, with the prefixes of its plugins; undefined where no route matches. */
  readonly routeOptions?: { readonly url?: string | undefined };
}

/** Of Fastify's reply, as far as it is used. */
export interface FastifyReplyLike {
  readonly raw: ServerResponse;
  hijack(): unknown;
}

export type FastifyHook = (request: FastifyRequestLike, reply: FastifyReplyLike, done: () => void) => void;

/**
 * `app.addHook('onRequest', fastifyHook(engine.middleware))`, before other hooks: admission, route cache and tracking of
 * Fastify 4 and 5, under the templates of its own routes. Where the middleware answers, the reply is hijacked and Fastify
 * leaves it alone.
 */
export function fastifyHook(middleware: HttpMiddleware): FastifyHook {
  return (request, reply, done) => {
    const template = request.routeOptions?.url;
    // Where Express keeps it, so that whoever asks for the label finds it at the same place.
    if (template !== undefined) Object.assign(request.raw, { route: { path: template } });
    let goesOn = false as boolean;
    middleware(request.raw, reply.raw, () => {
      goesOn = true;
      done();
    });
    if (!goesOn) reply.hijack();
  };
}
