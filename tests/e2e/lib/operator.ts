import { APP_ID, ENDPOINTS } from '@growth-engine/collector/contract';
import type { EndpointId, OptimizationsDocument, Targets, Thresholds } from '@growth-engine/collector/contract';
import { randomUUID } from 'node:crypto';
import { isOver, pathOf } from '../../lib/control-api.js';
import { until } from '../../lib/wait.js';
import type { Collector, SettingFound } from './collector.js';
import { SERVICE } from './demo.js';
import type { Prepared } from './demo.js';
import { cookieOf } from './grafana-api.js';

/** What a journey may change of the demo. */
export interface AsFound {
  readonly targets: Targets;
  readonly thresholds: Thresholds;
  /** By name, as `Collector.settings` tells it. */
  readonly settings: Readonly<Record<string, SettingFound>>;
}

/** Applying a desired setting takes a report of the agent, and ending a press what it has under way. */
const DONE_WITHIN_MS = 30_000;
const TIMEOUT_MS = 10_000;

/** Whoever looks after the demo between two journeys; writes as the host page does, since a control token alone may not. */
export class Operator {
  readonly #collector: Collector;
  readonly #origin: string;
  readonly #cookie: string;

  constructor(collector: Collector, { demo, hostSession }: Pick<Prepared, 'demo' | 'hostSession'>) {
    this.#collector = collector;
    this.#origin = demo.collector;
    this.#cookie = cookieOf(hostSession);
  }

  async look(): Promise<AsFound> {
    const [targets, thresholds, settings] = await Promise.all([
      this.#collector.api.get<Targets>('targets', { query: { service: SERVICE } }),
      this.#collector.api.get<Thresholds>('thresholds', { query: { service: SERVICE } }),
      this.#collector.settings(),
    ]);
    return { targets, thresholds, settings };
  }

  /** Undoes whatever a journey left: presses, freezes, targets, thresholds, settings. Quick where there is nothing to undo. */
  async restore(found: AsFound): Promise<void> {
    if ((await this.#collector.report()).freeze !== null) await this.#write('deleteFreeze');
    await this.#undoPresses();
    const { targets, thresholds, settings } = await this.look();
    if (!isSame(targets, found.targets)) await this.#write('putTargets', { body: found.targets });
    if (!isSame(thresholds, found.thresholds)) await this.#write('putThresholds', { body: found.thresholds });
    for (const [name, { value }] of Object.entries(found.settings)) {
      if (isSame(settings[name], found.settings[name])) continue;
      await this.#write('putSetting', { params: { name }, body: { value } });
      await this.#write('deleteSetting', { params: { name } });
    }
    await until('the state before the journeys', DONE_WITHIN_MS, async () => isSame(await this.look(), found));
  }

  /** A response-time target that is missed on any machine, also after a minute that was slower than those that follow: a tenth of what is measured. Answers it in seconds. */
  async missResponseTime(): Promise<number> {
    const measured = await until('a measured response time', DONE_WITHIN_MS, async () => {
      const { compliance } = await this.#collector.report();
      return compliance.find(({ objective }) => objective === 'response_time')?.value ?? undefined;
    });
    const target = Math.max(0.001, Math.floor(measured * 100) / 1000);
    await this.#write('putTargets', { body: { response_time: target } });
    return target;
  }

  /** A response-time threshold that is exceeded on any machine: the engine looks for causes, and proposes. */
  async exceedResponseTime(): Promise<void> {
    await this.#write('putThresholds', { body: { response_time: 0.001 } });
  }

  async #undoPresses(): Promise<void> {
    const { optimizations } = await this.#collector.api.get<OptimizationsDocument>('optimizations', {
      query: { service: SERVICE },
    });
    for (const optimization of optimizations) {
      const params = { id: optimization.id };
      if (!isOver(optimization)) {
        await this.#write('cancel', { params });
        await this.#collector.api.over(optimization.id, DONE_WITHIN_MS);
      }
      if ((await this.#collector.api.optimization(optimization.id)).revertible) await this.#write('revert', { params });
    }
  }

  async #write(
    endpoint: EndpointId,
    { params = {}, body }: { readonly params?: Readonly<Record<string, string>>; readonly body?: unknown } = {}
  ): Promise<void> {
    // The session may have been made a Viewer's by the journey before.
    await this.#call('PUT', '/api/host/role', { role: 'Editor' });
    // An optimization knows its service.
    const query = params['id'] === undefined ? `?service=${SERVICE}` : '';
    const path = `/api/plugin-proxy/${APP_ID}${pathOf(endpoint, params)}${query}`;
    await this.#call(ENDPOINTS[endpoint].method, path, body);
  }

  async #call(method: string, path: string, body: unknown): Promise<void> {
    const response = await fetch(`${this.#origin}${path}`, {
      method,
      headers: {
        cookie: this.#cookie,
        origin: this.#origin,
        'idempotency-key': randomUUID(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.ok) return;
    throw new Error(`${method} ${path} answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
  }
}

/** Both sides come out of JSON with the same order of keys. */
const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
