import express from 'express';
import type { ErrorRequestHandler, Express, RequestHandler } from 'express';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { API_BASE } from '../contract/index.js';
import type { Log } from '../contract/index.js';
import { isAmbiguousPath } from './host-guard.js';
import { notFound, problemOf, sendProblem } from './problems.js';

export interface AppOptions {
  readonly guard?: (request: IncomingMessage) => void;
  readonly api: RequestHandler;
  readonly probePages: RequestHandler;
  readonly startPage: RequestHandler;
  readonly metricsHandler: (request: IncomingMessage, response: ServerResponse) => void;
  readonly closing: AbortSignal;
  readonly log: Log;
}

/** One listener's Express application. */
export function createApp(options: AppOptions): Express {
  const { guard, api, probePages, startPage, metricsHandler, closing, log } = options;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('case sensitive routing');
  app.enable('strict routing');
  app.set('query parser', 'simple');

  app.use((request, response, next) => {
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Cache-Control', 'no-store');
    if (closing.aborted) response.setHeader('Connection', 'close');
    if (isAmbiguousPath(request.url)) throw notFound(request.method, request.path);
    next();
  });
  // An orchestrator probes by an address that it alone knows, and learns nothing but yes or no.
  app.use(probePages);
  if (guard !== undefined)
    app.use((request, _, next) => {
      guard(request);
      next();
    });
  app.all('/metrics', (request, response) => metricsHandler(request, response));
  app.use(API_BASE, api);
  app.use(startPage);
  app.use((request) => {
    throw notFound(request.method, request.path);
  });
  app.use(createErrorHandler(log));
  return app;
}

/** Turns everything that was thrown into a problem document. */
export function createErrorHandler(log: Log): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error: unknown, request, response, _next) => {
    const path = request.originalUrl.split('?', 1)[0] ?? '';
    if (response.closed || response.destroyed) {
      log.debug({ path }, 'the client has gone before it was answered');
      if (!response.closed) response.destroy();
      return;
    }
    sendProblem(response, problemOf(error), path, log);
  };
}
