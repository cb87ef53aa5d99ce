import type { Request } from 'express';
import type { z } from 'zod';
import { formatIssues } from '../config/index.js';
import { AGENT_PROTOCOL, ProblemError } from '../contract/index.js';
import type { Control } from '../contract/index.js';

/** Valid, or ProblemError with one entry in `errors` per key. */
export function validated<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  id: 'invalid-body' | 'invalid-query'
): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const errors = formatIssues(schema, input, result.error.issues).slice(0, 20);
  const what = id === 'invalid-body' ? 'body' : 'query';
  throw new ProblemError(
    id,
    `${errors[0]?.message ?? `The ${what} is not valid.`}${errors.length > 1 ? ` (${errors.length} such problems in all.)` : ''}`,
    `Correct the ${what}; the API is described in openapi.json.`,
    { errors }
  );
}

/** @throws ProblemError where there is no body, or one that is not JSON. */
export function assertJson(request: Request): void {
  const type = request.is('application/json');
  if (type === null || request.get('content-type') === undefined)
    throw new ProblemError(
      'invalid-body',
      'The request has no JSON body.',
      'Send one JSON object, with the header Content-Type: application/json.'
    );
  if (type === false)
    throw new ProblemError(
      'unsupported-media-type',
      `The request body is ${JSON.stringify(request.get('content-type'))}.`,
      'Send JSON, with the header Content-Type: application/json.'
    );
}

/** Comes before validation: another protocol's report may look quite different. */
export function assertProtocol(body: unknown): void {
  const protocol = typeof body === 'object' && body !== null && 'protocol' in body ? body.protocol : undefined;
  if (typeof protocol !== 'number' || protocol === AGENT_PROTOCOL) return;
  throw new ProblemError(
    'protocol-mismatch',
    `The agent speaks protocol ${protocol}, this collector ${AGENT_PROTOCOL}.`,
    `Bring ${protocol > AGENT_PROTOCOL ? 'the collector to the agent’s' : 'the agent to the collector’s'} version.`
  );
}

/** The service that was named, or the only one that there is. */
export function serviceOf(control: Control, named: string | undefined): string {
  if (named !== undefined) return named;
  const names = control.services().map(({ service }) => service);
  const [only, ...others] = names;
  if (only === undefined)
    throw new ProblemError(
      'not-found',
      'No application has reported to this collector yet.',
      'Start one with createGrowthEngine({ collector: … }) and the agent token.'
    );
  if (others.length > 0)
    throw new ProblemError(
      'service-required',
      `This collector has several services: ${names.join(', ')}.`,
      'Say which one with ?service=.'
    );
  return only;
}
