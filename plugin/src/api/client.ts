import {
  API_BASE,
  APP_ID,
  ENDPOINTS,
  type Freeze,
  type FreezeBody,
  type GuidesDocument,
  type HealthDocument,
  type LedgerDocument,
  type ModeDocument,
  type Optimization,
  type OptimizationsDocument,
  type Plan,
  type ReportDocument,
  type RoutesDocument,
  type ServicesDocument,
  type ServiceSummary,
  type SettingsDocument,
  type SlowQueriesDocument,
  type TargetsBody,
  type TargetsDocument,
  type ThresholdsBody,
  type ThresholdsDocument,
} from '@growth-engine/collector/contract';
import { getBackendSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';
import type { ClientEndpoint } from '../permissions';
import { ControlApiError, toControlApiError } from './errors';

interface CallOptions {
  /** Fills `:parameters` of the path. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** Where Grafana proxies the collector; the one place that knows. */
export const PROXY_BASE = `/api/plugin-proxy/${APP_ID}`;

export function proxyUrl(endpoint: ClientEndpoint, options: Pick<CallOptions, 'parameters' | 'query'> = {}): string {
  const path = ENDPOINTS[endpoint].path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(options.parameters?.[name] ?? '')
  );
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(options.query ?? {})) {
    if (value !== undefined && value !== '') {
      query.set(name, String(value));
    }
  }
  const text = query.toString();
  return `${PROXY_BASE}${path}${text === '' ? '' : `?${text}`}`;
}

async function call<T>(endpoint: ClientEndpoint, options: CallOptions = {}): Promise<T> {
  try {
    const response = await lastValueFrom(
      getBackendSrv().fetch<T>({
        url: proxyUrl(endpoint, options),
        method: ENDPOINTS[endpoint].method,
        ...(options.body === undefined ? {} : { data: options.body }),
        ...(options.headers === undefined ? {} : { headers: { ...options.headers } }),
        ...(options.signal === undefined ? {} : { abortSignal: options.signal }),
        showErrorAlert: false,
        showSuccessAlert: false,
      })
    );
    if (typeof response.data !== 'object' || response.data === null) {
      throw new ControlApiError(
        'not-a-collector',
        'What answered is not a Growth Engine collector.',
        'Check the collector’s URL on the configuration page.',
        { status: response.status }
      );
    }
    return response.data;
  } catch (error) {
    throw toControlApiError(error);
  }
}

export interface ServiceQuery {
  readonly service?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

const forService = ({ service, signal }: ServiceQuery): Pick<CallOptions, 'query' | 'signal'> => ({
  query: { service },
  signal,
});

/** The one client of the control API. Every method rejects with a ControlApiError. */
export const controlApi = {
  health: (signal?: AbortSignal) => call<HealthDocument>('health', { signal }),
  services: async (signal?: AbortSignal) => (await call<ServicesDocument>('services', { signal })).services,
  report: (query: ServiceQuery) => call<ReportDocument>('report', forService(query)),
  targets: (query: ServiceQuery) => call<TargetsDocument>('targets', forService(query)),
  putTargets: (service: string, body: TargetsBody) => call<TargetsDocument>('putTargets', { query: { service }, body }),
  thresholds: (query: ServiceQuery) => call<ThresholdsDocument>('thresholds', forService(query)),
  putThresholds: (service: string, body: ThresholdsBody) =>
    call<ThresholdsDocument>('putThresholds', { query: { service }, body }),
  mode: (query: ServiceQuery) => call<ModeDocument>('mode', forService(query)),
  putMode: (service: string, body: Partial<ModeDocument>) =>
    call<ModeDocument>('putMode', { query: { service }, body }),
  settings: (query: ServiceQuery) => call<SettingsDocument>('settings', forService(query)),
  freeze: (service: string, body: FreezeBody) =>
    call<Freeze | ServiceSummary>('putFreeze', { query: { service }, body }),
  unfreeze: (service: string) => call<unknown>('deleteFreeze', { query: { service } }),
  createPlan: (service: string, scope: readonly string[], signal?: AbortSignal) =>
    call<Plan>('createPlan', { body: { service, scope }, signal }),
  plan: (id: string, signal?: AbortSignal) => call<Plan>('plan', { parameters: { id }, signal }),
  confirm: (planId: string, idempotencyKey: string) =>
    call<Optimization>('confirm', { body: { planId }, headers: { 'Idempotency-Key': idempotencyKey } }),
  optimizations: async (query: ServiceQuery) =>
    (await call<OptimizationsDocument>('optimizations', forService(query))).optimizations,
  optimization: (id: string, signal?: AbortSignal) =>
    call<Optimization>('optimization', { parameters: { id }, signal }),
  revert: (id: string) => call<Optimization>('revert', { parameters: { id } }),
  cancel: (id: string) => call<Optimization>('cancel', { parameters: { id } }),
  routes: async (query: ServiceQuery) => (await call<RoutesDocument>('routes', forService(query))).routes,
  slowQueries: async (query: ServiceQuery) =>
    (await call<SlowQueriesDocument>('slowQueries', forService(query))).slowQueries,
  guides: (query: ServiceQuery) => call<GuidesDocument>('guides', forService(query)),
  ledger: async ({ limit, ...query }: ServiceQuery & { readonly limit?: number }) =>
    (await call<LedgerDocument>('ledger', { query: { service: query.service, limit }, signal: query.signal })).entries,
};
export type ControlApi = typeof controlApi;

/** The id at the end of a problem's link, e.g. `/api/growth-engine/plans/p-7` → `p-7`. */
export function idFromLink(link: string | undefined, collection: 'plans' | 'optimizations'): string | undefined {
  if (link === undefined) {
    return undefined;
  }
  const [path = ''] = link.split(/[?#]/);
  const start = path.indexOf(`${API_BASE}/${collection}/`);
  const id = start < 0 ? undefined : path.slice(start + API_BASE.length + collection.length + 2).split('/')[0];
  return id === undefined || id === '' ? undefined : decodeURIComponent(id);
}

/** Random for each plan, also where the page is not a secure context and `crypto.randomUUID` is missing. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
