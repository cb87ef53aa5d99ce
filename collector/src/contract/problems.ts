/** RFC 9457 problem documents. `type` is `urn:growth-engine:problem:<slug>`. */
export const PROBLEMS = {
  'invalid-body': { status: 400, title: 'The request body is not valid' },
  'invalid-query': { status: 400, title: 'The query is not valid' },
  'service-required': { status: 400, title: 'Say which service' },
  'protocol-mismatch': { status: 400, title: 'Agent and collector speak different protocols' },
  unauthenticated: { status: 401, title: 'A token is needed' },
  'identity-required': { status: 401, title: 'A verified identity is needed' },
  forbidden: { status: 403, title: 'Not allowed' },
  'host-refused': { status: 403, title: 'This host or origin is not allowed' },
  'not-found': { status: 404, title: 'There is no such thing here' },
  'method-not-allowed': { status: 405, title: 'This method is not allowed here' },
  'plan-expired': { status: 409, title: 'The plan has expired' },
  'plan-stale': { status: 409, title: 'A setting changed since the plan was made' },
  'plan-refused': { status: 409, title: 'The plan cannot be applied now' },
  'optimization-running': { status: 409, title: 'Another optimization is running' },
  'idempotency-conflict': { status: 409, title: 'This Idempotency-Key was used for another request' },
  'not-revertible': { status: 409, title: 'There is nothing to revert' },
  frozen: { status: 409, title: 'Changes are frozen' },
  'body-too-large': { status: 413, title: 'The request body is too large' },
  'unsupported-media-type': { status: 415, title: 'The request body must be JSON' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong here' },
  'identity-unavailable': { status: 503, title: 'Grafana’s signing keys cannot be reached' },
  overloaded: { status: 503, title: 'The service is overloaded' },
  'request-timeout': { status: 503, title: 'The request took too long' },
  'store-unavailable': { status: 503, title: 'The store cannot be written' },
  'collector-unreachable': { status: 503, title: 'The collector cannot be reached' },
} as const;
export type ProblemId = keyof typeof PROBLEMS;

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** What exactly went wrong, one sentence. */
  readonly detail: string;
  /** What to do next, one sentence. */
  readonly nextStep: string;
  readonly instance?: string;
  /** Keys at fault, for bodies and configuration. */
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  /** Where to look instead: the running optimization, the new plan. */
  readonly link?: string;
}

export const problemType = (id: ProblemId): string => `urn:growth-engine:problem:${id}`;

/** Thrown by the rooms behind the API; the server turns it into a problem document. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(
    readonly id: ProblemId,
    detail: string,
    nextStep: string,
    extra: Partial<Pick<Problem, 'errors' | 'link' | 'instance'>> = {},
    options?: ErrorOptions
  ) {
    super(detail, options);
    this.name = 'ProblemError';
    this.problem = {
      type: problemType(id),
      title: PROBLEMS[id].title,
      status: PROBLEMS[id].status,
      detail,
      nextStep,
      ...extra,
    };
  }
}
