import { z } from 'zod';
import { API_BASE, ENDPOINTS, PROBLEMS } from '../contract/index.js';
import type { EndpointDefinition, EndpointId, ProblemId, TokenKind } from '../contract/index.js';
import { ENDPOINT_SCHEMAS } from './endpoint-schemas.js';
import type { EndpointSchemas } from './endpoint-schemas.js';
import { componentOf, COMPONENTS } from './openapi-components.js';
import { PROBLEM_MEDIA_TYPE } from './problems.js';

type Json = Record<string, unknown>;

const SCHEMES = {
  agent: 'Token of agents',
  read: 'Token for reading',
  control: 'Token for changing; it does not read',
} as const satisfies Record<Exclude<TokenKind, 'none'>, string>;

const STATUS_TEXT: Readonly<Record<number, string>> = { 200: 'Done', 201: 'Made', 202: 'Begun', 503: 'Unhealthy' };

/** Every endpoint answers these where they apply. */
const problemsOf = (endpoint: EndpointDefinition, schemas: EndpointSchemas): readonly ProblemId[] => [
  'host-refused',
  'invalid-query',
  'internal',
  ...(endpoint.token === 'none' ? [] : (['unauthenticated', 'forbidden'] as const)),
  ...(endpoint.token === 'control' ? (['identity-required', 'identity-unavailable'] as const) : []),
  ...(endpoint.token === 'agent' ? (['collector-unreachable'] as const) : []),
  ...(schemas.body === undefined ? [] : (['invalid-body', 'body-too-large', 'unsupported-media-type'] as const)),
  ...schemas.problems,
];

/** This interface as an OpenAPI 3.1 document, made from the contract's endpoints and the schemas that validate. */
export function openapiDocument(version: string): Json {
  const paths: Record<string, Json> = {};
  for (const id of Object.keys(ENDPOINTS) as EndpointId[]) {
    const endpoint: EndpointDefinition = ENDPOINTS[id];
    const path = API_BASE + endpoint.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(id, endpoint, ENDPOINT_SCHEMAS[id]) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Growth Engine',
      version,
      description: 'Measures, decides and changes; every error is a problem document (RFC 9457) with a next step.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: COMPONENTS,
      securitySchemes: Object.fromEntries(
        Object.entries(SCHEMES).map(([kind, description]) => [kind, { type: 'http', scheme: 'bearer', description }])
      ),
    },
  };
}

function operationOf(id: EndpointId, endpoint: EndpointDefinition, schemas: EndpointSchemas): Json {
  return {
    operationId: id,
    summary: endpoint.summary,
    security: endpoint.token === 'none' ? [] : [{ [endpoint.token]: [] }],
    parameters: [...pathParameters(endpoint.path), ...queryParameters(schemas), ...headerParameters(id)],
    ...(schemas.body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: componentOf(schemas.body) } } } }),
    responses: { ...answersOf(schemas), ...problemAnswers(problemsOf(endpoint, schemas), schemas) },
  };
}

const pathParameters = (path: string): readonly Json[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));

const queryParameters = ({ query }: EndpointSchemas): readonly Json[] =>
  Object.entries(query.shape as Record<string, z.ZodType>).map(([name, schema]) => {
    const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input' }) as Json;
    return { name, in: 'query', required: false, schema: json };
  });

const headerParameters = (id: EndpointId): readonly Json[] =>
  id === 'confirm'
    ? [
        {
          name: 'Idempotency-Key',
          in: 'header',
          required: false,
          description: 'The same key and body within 24 hours does nothing again and answers the same optimization',
          schema: { type: 'string', maxLength: 255 },
        },
      ]
    : [];

const answersOf = ({ answers }: EndpointSchemas): Json =>
  Object.fromEntries(
    Object.entries(answers).map(([status, schema]) => [
      status,
      {
        description: STATUS_TEXT[Number(status)] ?? 'Done',
        ...(status === '201' || status === '202'
          ? { headers: { Location: { description: 'Where it is to be read', schema: { type: 'string' } } } }
          : {}),
        content: { 'application/json': { schema: componentOf(schema) } },
      },
    ])
  );

/** One answer per status, which lists the problems that share it. */
function problemAnswers(ids: readonly ProblemId[], { answers }: EndpointSchemas): Json {
  const byStatus = new Map<number, string[]>();
  for (const id of new Set(ids)) {
    const { status, title } = PROBLEMS[id];
    if (status in answers) continue;
    byStatus.set(status, [...(byStatus.get(status) ?? []), `${title} (${id})`]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, texts]) => [
      status,
      {
        description: texts.join('; '),
        content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ])
  );
}
