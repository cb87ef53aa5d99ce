import { Router } from 'express';
import type { Clock, Control, Log } from '../contract/index.js';
import { tokenAccess } from './access.js';
import type { Authorize, BearerTokens } from './access.js';
import { createApiRouter } from './api-router.js';
import { createErrorHandler } from './app.js';
import { createHandlers } from './handlers.js';
import { openapiDocument } from './openapi.js';
import { notFound } from './problems.js';
import { verifierOf } from './server.js';
import type { ServerConfig } from './server.js';

export interface ControlRouterOptions {
  readonly control: Control;
  readonly tokens: BearerTokens;
  readonly grafana?: ServerConfig['grafana'];
  readonly authorize?: Authorize;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  /** Ends held reports; give it what ends your server. */
  readonly closing?: AbortSignal;
}

/**
 * The control API for mounting in an application of one's own: `app.use('/api/growth-engine', router)`. Asks for a token for
 * everything but health. Host and Origin are the application's to check.
 */
export function createControlRouter(options: ControlRouterOptions): Router {
  const { control, tokens, authorize, clock, log, version } = options;
  const openapi = openapiDocument(version);
  const verifyIdentity = verifierOf(options.grafana === undefined ? {} : { grafana: options.grafana }, clock);
  const router = Router({ caseSensitive: true, strict: true });
  router.use(
    createApiRouter({
      control,
      handlers: createHandlers({ control, clock, openapi: () => openapi }),
      access: tokenAccess({ tokens, verifyIdentity, authorize }),
      tokenFor: (id) => (id === 'openapi' ? 'read' : undefined),
      closing: options.closing ?? new AbortController().signal,
    })
  );
  router.use((request) => {
    throw notFound(request.method, request.originalUrl);
  });
  router.use(createErrorHandler(log));
  return router;
}
