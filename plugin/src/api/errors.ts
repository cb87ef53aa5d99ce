import { APP_ID, PROBLEMS, problemType, type Problem, type ProblemId } from '@growth-engine/collector/contract';
import { isFetchError } from '@grafana/runtime';

/** Where a call failed, besides the problems that the collector names itself. */
export type FailureKind =
  | ProblemId
  | 'cancelled'
  | 'role'
  | 'route-unknown'
  | 'app-disabled'
  | 'unreachable'
  | 'timeout'
  | 'grafana-unreachable'
  | 'not-a-collector'
  | 'unexpected';

/** One cause, one next step, for people. */
export class ControlApiError extends Error {
  readonly kind: FailureKind;
  readonly nextStep: string;
  readonly status: number | undefined;
  readonly link: string | undefined;
  readonly fields: NonNullable<Problem['errors']>;

  constructor(
    kind: FailureKind,
    message: string,
    nextStep: string,
    details: {
      status?: number;
      link?: string | undefined;
      fields?: Problem['errors'] | undefined;
      cause?: unknown;
    } = {}
  ) {
    super(message, { cause: details.cause });
    this.name = 'ControlApiError';
    this.kind = kind;
    this.nextStep = nextStep;
    this.status = details.status;
    this.link = details.link;
    this.fields = details.fields ?? [];
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const PROBLEM_IDS = Object.keys(PROBLEMS).filter((id): id is ProblemId => id in PROBLEMS);

const problemIdOf = (type: unknown): ProblemId | undefined => PROBLEM_IDS.find((id) => problemType(id) === type);

const isProblem = (value: unknown): value is Problem =>
  isRecord(value) && problemIdOf(value.type) !== undefined && typeof value.detail === 'string';

const messageOf = (data: unknown): string => (isRecord(data) && typeof data.message === 'string' ? data.message : '');

function fromStatus(status: number, data: unknown, cause: unknown): ControlApiError {
  const message = messageOf(data);
  if (status === 403) {
    return new ControlApiError(
      'role',
      'Your role in Grafana does not allow this.',
      'You need the Editor role; ask an administrator of your organisation.',
      { status, cause }
    );
  }
  if (status === 404 && message.includes('route match')) {
    return new ControlApiError(
      'route-unknown',
      'Grafana knows no such route of the app.',
      'Update the Growth Engine app.',
      {
        status,
        cause,
      }
    );
  }
  if (status === 404 && message !== '') {
    return new ControlApiError(
      'app-disabled',
      `The app ${APP_ID} is not enabled here.`,
      'Enable it under Administration → Plugins.',
      { status, cause }
    );
  }
  if (status === 502) {
    return new ControlApiError(
      'unreachable',
      'Grafana cannot reach the collector.',
      'Start the collector, or correct its URL on the configuration page.',
      { status, cause }
    );
  }
  if (status === 504) {
    return new ControlApiError(
      'timeout',
      'The collector did not answer in time.',
      'Look at the collector’s log; if it runs, check the network between Grafana and it.',
      { status, cause }
    );
  }
  return new ControlApiError(
    'unexpected',
    `The answer had the status ${status}${message === '' ? '' : ` (${message})`}, which was not expected.`,
    'Check on the configuration page that the URL is the collector’s.',
    { status, cause }
  );
}

/** Turns whatever a call threw into one sentence and a next step. */
export function toControlApiError(error: unknown): ControlApiError {
  if (error instanceof ControlApiError) {
    return error;
  }
  if (isFetchError<unknown>(error)) {
    if (error.cancelled === true) {
      return new ControlApiError('cancelled', 'The call was cancelled.', 'Try again.', { cause: error });
    }
    const { data, status } = error;
    if (isProblem(data)) {
      return new ControlApiError(problemIdOf(data.type) ?? 'unexpected', data.detail, data.nextStep, {
        status,
        link: data.link,
        fields: data.errors,
        cause: error,
      });
    }
    if (status !== undefined && status > 0) {
      return fromStatus(status, data, error);
    }
    return new ControlApiError(
      'grafana-unreachable',
      'Grafana does not answer.',
      'Check your connection and reload the page.',
      {
        cause: error,
      }
    );
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return new ControlApiError('cancelled', 'The call was cancelled.', 'Try again.', { cause: error });
  }
  return new ControlApiError('unexpected', 'Something unexpected went wrong.', 'Reload the page.', { cause: error });
}
