import { API_BASE, ENDPOINTS } from '@growth-engine/collector/contract';
import type {
  EndpointId,
  HealthDocument,
  Optimization,
  OptimizationState,
  Plan,
  Problem,
  SettingsDocument,
  ServiceSummary,
} from '@growth-engine/collector/contract';
import { randomUUID } from 'node:crypto';
import { delay, until } from './wait.js';

export interface Tokens {
  readonly agent: string;
  readonly read: string;
  readonly control: string;
}

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

interface CallOptions {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Sent as it is instead of `body`. */
  readonly rawBody?: string;
  /** Another token than the endpoint's own; null sends none. */
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

const SETTLED: ReadonlySet<OptimizationState> = new Set(['settled', 'nothing-to-do', 'refused', 'cancelled', 'failed']);
export const isOver = ({ state }: Optimization): boolean => SETTLED.has(state);

/** An endpoint's path below the API's base, with its parameters filled in. */
export const pathOf = (endpoint: EndpointId, params: Readonly<Record<string, string>> = {}): string =>
  ENDPOINTS[endpoint].path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));

/** A client of the control API, made from the contract's table of endpoints. */
export class ControlApi {
  constructor(
    readonly url: string,
    readonly tokens: Tokens
  ) {}

  async call<T>(endpoint: EndpointId, options: CallOptions = {}): Promise<Answer<T>> {
    const { method, token: kind } = ENDPOINTS[endpoint];
    const query = options.query === undefined ? '' : `?${new URLSearchParams(options.query).toString()}`;
    const token = options.token === undefined ? (kind === 'none' ? null : this.tokens[kind]) : options.token;
    const body = options.rawBody ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
    const response = await fetch(`${this.url}${API_BASE}${pathOf(endpoint, options.params)}${query}`, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text === '' ? null : JSON.parse(text)) as T };
  }

  /** @throws Error with the problem's sentences when the answer is no success. */
  async get<T>(endpoint: EndpointId, options: CallOptions = {}): Promise<T> {
    const { status, body } = await this.call<T | Problem>(endpoint, options);
    if (status < 400) return body as T;
    const { detail, nextStep } = body as Problem;
    throw new Error(`${endpoint} answered ${status}: ${detail} ${nextStep}`);
  }

  health = (): Promise<HealthDocument> => this.get('health');

  /** `GET health` also when it says 503. */
  async healthOrUnhealthy(): Promise<HealthDocument> {
    return (await this.call<HealthDocument>('health')).body;
  }

  async service(name: string): Promise<ServiceSummary | undefined> {
    const { services } = await this.get<{ services: readonly ServiceSummary[] }>('services');
    return services.find(({ service }) => service === name);
  }

  settings = (service: string): Promise<SettingsDocument> => this.get('settings', { query: { service } });

  /** Value of every setting, by name; what a press changes and a revert restores. */
  async values(service: string): Promise<Readonly<Record<string, unknown>>> {
    const { settings } = await this.settings(service);
    return Object.fromEntries(settings.map(({ name, value, instances }) => [name, { value, instances }]));
  }

  plan(service: string, scope: readonly string[] = []): Promise<Plan> {
    return this.get('createPlan', { body: { service, scope } });
  }

  async confirm(planId: string): Promise<Optimization> {
    return this.get('confirm', { body: { planId }, headers: { 'idempotency-key': randomUUID() } });
  }

  optimization = (id: string): Promise<Optimization> => this.get('optimization', { params: { id } });
  cancel = (id: string): Promise<Optimization> => this.get('cancel', { params: { id } });
  revert = (id: string): Promise<Optimization> => this.get('revert', { params: { id } });

  /** A plan that can be confirmed, as soon as there is one. @throws Error with the refusals when there is none in time. */
  async confirmablePlan(service: string, withinMs: number): Promise<Plan> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const plan = await this.plan(service);
      if (plan.refusals.length === 0 && plan.changes.length > 0) return plan;
      if (performance.now() > deadline) {
        const why = [...plan.refusals, ...plan.warnings].map(({ sentence }) => sentence).join(' ');
        throw new Error(`No plan with changes within ${withinMs / 1000} s: ${why === '' ? 'nothing was found' : why}`);
      }
      await delay(500);
    }
  }

  over(id: string, withinMs: number, everyMs = 250): Promise<Optimization> {
    return until(
      `the end of optimization ${id}`,
      withinMs,
      async () => {
        const optimization = await this.optimization(id);
        return isOver(optimization) ? optimization : undefined;
      },
      everyMs
    );
  }
}
