import type { BackendSrv, BackendSrvRequest, FetchError, FetchResponse } from '@grafana/runtime';
import { Observable, lastValueFrom } from 'rxjs';

const parsed = async (answer: Response): Promise<unknown> => {
  const text = await answer.text();
  if (text === '') {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const failure = (request: BackendSrvRequest, part: Partial<FetchError>): FetchError => ({
  status: 0,
  data: { message: 'The server does not answer.' },
  config: request,
  ...part,
});

/** Calls as Grafana's backend service makes them: cancelled by unsubscribing, errors as FetchError. */
function fetchObservable<T>(request: BackendSrvRequest): Observable<FetchResponse<T>> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    const abort = () => controller.abort();
    request.abortSignal?.addEventListener('abort', abort);
    if (request.abortSignal?.aborted === true) {
      abort();
    }
    const run = async (): Promise<void> => {
      const answer = await fetch(request.url, {
        method: request.method ?? 'GET',
        headers: {
          accept: 'application/json',
          ...(request.data !== undefined && { 'content-type': 'application/json' }),
          ...request.headers,
        },
        ...(request.data !== undefined && { body: JSON.stringify(request.data) }),
        credentials: 'same-origin',
        signal: controller.signal,
      });
      const data = await parsed(answer);
      if (!answer.ok) {
        throw failure(request, { status: answer.status, statusText: answer.statusText, data: data ?? {} });
      }
      const { status, statusText, ok, headers, redirected, type, url } = answer;
      subscriber.next({ data: data as T, status, statusText, ok, headers, redirected, type, url, config: request });
      subscriber.complete();
    };
    run().catch((error: unknown) => {
      const isFailure = typeof error === 'object' && error !== null && 'config' in error;
      subscriber.error(isFailure ? error : failure(request, controller.signal.aborted ? { cancelled: true } : {}));
    });
    return () => {
      request.abortSignal?.removeEventListener('abort', abort);
      abort();
    };
  });
}

const request = async <T>(options: BackendSrvRequest): Promise<T> =>
  (await lastValueFrom(fetchObservable<T>(options))).data;

export const backendSrv: BackendSrv = {
  fetch: fetchObservable,
  request,
  datasourceRequest: (options: BackendSrvRequest) => lastValueFrom(fetchObservable(options)),
  chunked: () => {
    throw new Error('The host page streams nothing.');
  },
  get: (url, params) => request({ url: params ? `${url}?${new URLSearchParams(params).toString()}` : url }),
  delete: (url) => request({ url, method: 'DELETE' }),
  post: (url, data) => request({ url, method: 'POST', data }),
  patch: (url, data) => request({ url, method: 'PATCH', data }),
  put: (url, data) => request({ url, method: 'PUT', data }),
};
