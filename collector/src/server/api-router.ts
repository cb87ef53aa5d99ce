import { json, Router } from 'express';
import type { NextFunction, Request, Response } from 'express';
import { ENDPOINTS, ProblemError } from '../contract/index.js';
import type { Actor, Control, EndpointDefinition, EndpointId, TokenKind } from '../contract/index.js';
import type { Access } from './access.js';
import { BODY_LIMIT_BYTES, ENDPOINT_SCHEMAS } from './endpoint-schemas.js';
import type { EndpointSchemas } from './endpoint-schemas.js';
import type { Answer, Call, Handlers } from './handler-types.js';
import { assertJson, assertProtocol, serviceOf, validated } from './request-parts.js';

export interface ApiRouterOptions {
  readonly control: Control;
  readonly handlers: Handlers;
  readonly access: Access;
  /** The token that an endpoint asks for, where it is another than the contract's. */
  readonly tokenFor?: (id: EndpointId) => TokenKind | undefined;
  /** Aborts when the server closes: ends what is being held. */
  readonly closing: AbortSignal;
}

const ENDPOINT_IDS = Object.keys(ENDPOINTS) as readonly EndpointId[];

/** The endpoints of the contract, below wherever it is mounted. */
export function createApiRouter(options: ApiRouterOptions): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const methodsByPath = new Map<string, string[]>();
  for (const id of ENDPOINT_IDS) {
    const { method, path } = ENDPOINTS[id];
    methodsByPath.set(path, [...(methodsByPath.get(path) ?? []), method]);
    register(router, id, options);
  }
  for (const [path, methods] of methodsByPath) {
    const allow = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
    router.all(path, (request, response) => {
      response.setHeader('Allow', allow);
      throw new ProblemError(
        'method-not-allowed',
        `${request.method} is not possible on ${request.baseUrl}${request.path}.`,
        `Use ${allow}.`
      );
    });
  }
  return router;
}

function register<Id extends EndpointId>(router: Router, id: Id, options: ApiRouterOptions): void {
  const endpoint: EndpointDefinition = ENDPOINTS[id];
  const schemas: EndpointSchemas = ENDPOINT_SCHEMAS[id];
  const token = options.tokenFor?.(id) ?? endpoint.token;

  const authorize = async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    response.locals['actor'] = await options.access(request, token);
    next();
  };
  const parse =
    schemas.body === undefined
      ? []
      : [
          (request: Request, _: Response, next: NextFunction): void => {
            assertJson(request);
            next();
          },
          json({ limit: schemas.bodyLimitBytes ?? BODY_LIMIT_BYTES, type: 'application/json' }),
        ];
  const handle = async (request: Request, response: Response): Promise<void> => {
    // The table of schemas and Call<Id> are made from one another; validation has just established it.
    const call = callOf(request, response, schemas, options) as unknown as Call<Id>;
    const handler = options.handlers[id] as (call: Call<Id>) => Answer<Id> | Promise<Answer<Id>>;
    const { status = 200, body, location } = await handler(call);
    if (response.closed) return;
    if (location !== undefined) response.setHeader('Location', location);
    response.status(status).json(body);
  };

  const route = router.route(endpoint.path);
  const method = endpoint.method.toLowerCase() as 'get' | 'put' | 'post' | 'delete';
  route[method](authorize, ...parse, handle);
}

function callOf(
  request: Request,
  response: Response,
  schemas: EndpointSchemas,
  { control, closing }: ApiRouterOptions
): Omit<Call<EndpointId>, 'query' | 'body' | 'service'> & Record<'query' | 'body' | 'service', unknown> {
  if (schemas.body === ENDPOINT_SCHEMAS.agentReport.body) assertProtocol(request.body);
  const query = validated(schemas.query, { ...request.query }, 'invalid-query');
  const body = schemas.body === undefined ? undefined : validated(schemas.body, request.body, 'invalid-body');
  const named = textAt(body, 'service') ?? textAt(query, 'service');
  return {
    query,
    body,
    service: schemas.service === 'one' ? serviceOf(control, named) : schemas.service === 'maybe' ? named : undefined,
    actor: response.locals['actor'] as Actor,
    request,
    signal: signalOf(response, closing),
    param: (name) => {
      const value = request.params[name];
      if (typeof value !== 'string') throw new Error(`The path ${request.path} has no parameter ${name}`);
      return value;
    },
    address: (path) => `${request.baseUrl}${path}`,
  };
}

const textAt = (value: unknown, key: string): string | undefined => {
  const found = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  return typeof found === 'string' ? found : undefined;
};

/** Not AbortSignal.any: that would tie every request to the server's signal for good. */
function signalOf(response: Response, closing: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const closeNow = (): void =>
    controller.abort(
      new ProblemError('collector-unreachable', 'The collector is shutting down.', 'Try again in a second.')
    );
  if (closing.aborted) closeNow();
  closing.addEventListener('abort', closeNow, { once: true });
  response.once('close', () => {
    closing.removeEventListener('abort', closeNow);
    if (!response.writableFinished) controller.abort(new Error('The client has gone'));
  });
  return controller.signal;
}
