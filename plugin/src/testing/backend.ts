import { setBackendSrv, setCurrentUser, type BackendSrv, type BackendSrvRequest } from '@grafana/runtime';
import { ACTIONS, problemType, PROBLEMS, type ProblemId } from '@growth-engine/collector/contract';
import { Observable } from 'rxjs';
import { PROXY_BASE } from '../api/client';

export interface Answer {
  readonly status?: number;
  readonly data?: unknown;
  /** Never answers. */
  readonly hangs?: boolean;
}
type Handler = (request: BackendSrvRequest) => Answer;

/** `GET /report` → its answer; the path is below the proxy, or a whole one. */
export type Handlers = Readonly<Record<string, Handler>>;

export interface FakeBackend {
  readonly calls: readonly BackendSrvRequest[];
  /** Calls of one endpoint, e.g. `POST /plans`. */
  to(endpoint: string): readonly BackendSrvRequest[];
  /** Replaces answers from now on. */
  answer(handlers: Handlers): void;
}

const endpointOf = ({ method = 'GET', url }: BackendSrvRequest): string =>
  `${method} ${(url.split('?')[0] ?? '').replace(PROXY_BASE, '')}`;

export const problem = (id: ProblemId, detail: string, extra: object = {}): Answer => ({
  status: PROBLEMS[id].status,
  data: {
    type: problemType(id),
    title: PROBLEMS[id].title,
    status: PROBLEMS[id].status,
    detail,
    nextStep: 'Do the next thing.',
    ...extra,
  },
});

/** Stands at the boundary where Grafana's own code begins: everything above it is real. */
export function fakeBackend(initial: Handlers): FakeBackend {
  let handlers = initial;
  const calls: BackendSrvRequest[] = [];
  const fetch: BackendSrv['fetch'] = (request) =>
    new Observable((subscriber) => {
      calls.push(request);
      const handler = handlers[endpointOf(request)];
      const {
        status = 200,
        data,
        hangs = false,
      } = handler?.(request) ?? {
        status: 404,
        data: { message: 'plugin route match not found' },
      };
      if (hangs) {
        return;
      }
      if (status >= 400) {
        subscriber.error({ status, data, config: request });
        return;
      }
      subscriber.next({ data: data as never, status, config: request } as never);
      subscriber.complete();
    });
  setBackendSrv({ fetch } as BackendSrv);
  return {
    calls,
    to: (endpoint) => calls.filter((call) => endpointOf(call) === endpoint),
    answer: (more) => {
      handlers = { ...handlers, ...more };
    },
  };
}

export type Role = 'Viewer' | 'Editor' | 'Admin';

/** Grafana sets its user once; who signs in later is the same object with other permissions. */
const user: { permissions: Record<string, boolean> } = { permissions: {} };
setCurrentUser(user as Parameters<typeof setCurrentUser>[0]);

/** Signs in with what plugin.json grants to a role. */
export function signInAs(role: Role): void {
  const granted = role === 'Viewer' ? [ACTIONS.read] : Object.values(ACTIONS);
  user.permissions = {
    ...Object.fromEntries(granted.map((action) => [action, true])),
    ...(role === 'Admin' && { 'plugins:write': true }),
  };
}
