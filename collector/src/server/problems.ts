import type { Response } from 'express';
import { codeOf, messageOf } from '../config/index.js';
import { ProblemError, PROBLEMS } from '../contract/index.js';
import type { Log, Problem } from '../contract/index.js';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** Errors of Express' body parser and router carry `type` and `status`. */
interface HttpErrorLike {
  readonly type?: unknown;
  readonly status?: unknown;
  readonly limit?: unknown;
}

const fromParser = (error: HttpErrorLike): ProblemError | undefined => {
  const options = { cause: error };
  switch (error.type) {
    case 'entity.too.large':
      return new ProblemError(
        'body-too-large',
        `The request body is larger than ${typeof error.limit === 'number' ? error.limit : 'the allowed number of'} bytes.`,
        'Send less at once.',
        {},
        options
      );
    case 'entity.parse.failed':
      return new ProblemError(
        'invalid-body',
        `The request body is not valid JSON: ${messageOf(error)}.`,
        'Send one JSON object.',
        {},
        options
      );
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new ProblemError(
        'unsupported-media-type',
        `The request body cannot be read: ${messageOf(error)}.`,
        'Send JSON in UTF-8, plain or compressed with gzip.',
        {},
        options
      );
    case 'request.size.invalid':
    case 'request.aborted':
      return new ProblemError('invalid-body', 'The request body ended too early.', 'Send it again.', {}, options);
    default:
      return undefined;
  }
};

/** What went wrong, as a problem. What nobody foresaw is `internal` and says nothing of its inside. */
export function problemOf(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (typeof error === 'object' && error !== null) {
    const known = fromParser(error);
    if (known !== undefined) return known;
    const { status } = error as HttpErrorLike;
    if (status === 400)
      return new ProblemError(
        'invalid-query',
        'The address cannot be decoded.',
        'Check its percent-encoding.',
        {},
        { cause: error }
      );
    if (codeOf(error) === 'Z_DATA_ERROR' || codeOf(error) === 'Z_BUF_ERROR')
      return new ProblemError(
        'invalid-body',
        'The request body is not valid gzip.',
        'Send it again.',
        {},
        { cause: error }
      );
  }
  return new ProblemError(
    'internal',
    'The collector could not answer this request.',
    'Look into the log of the collector for the cause.',
    {},
    { cause: error }
  );
}

export function sendProblem(response: Response, error: ProblemError, path: string, log: Log): void {
  const { status } = PROBLEMS[error.id];
  if (error.id === 'internal') log.error({ err: error.cause, path }, 'a request failed');
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const problem: Problem = { instance: path, ...error.problem };
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="growth-engine"');
  if (status === 503) response.setHeader('Retry-After', '1');
  response.status(status).type(PROBLEM_MEDIA_TYPE).send(JSON.stringify(problem));
}

export const notFound = (method: string, path: string): ProblemError =>
  new ProblemError(
    'not-found',
    `There is no ${method} ${path} here.`,
    'What there is stands at / and in /api/growth-engine/openapi.json.'
  );
