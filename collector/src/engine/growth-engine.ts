import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { createHttpLink } from '../agent/http-link.js';
import { createInProcessLink } from '../agent/in-process-link.js';
import { instanceName } from '../agent/identity.js';
import { createAgent } from '../agent/agent.js';
import type { Cache } from '../cache/cache.js';
import type { PerformanceCache } from '../cache/performance-cache.js';
import type { TieredCache } from '../cache/tiers/types.js';
import { systemClock } from '../contract/index.js';
import type { AgentLink, Control, EvictionPolicy } from '../contract/index.js';
import type { PoolLike } from '../database/pool.js';
import type { ForeignRegistry } from '../instruments/types.js';
import type { HttpMiddleware } from '../routes/middleware.js';
import { VERSION } from '../version.js';
import { createDefaultLog } from './default-log.js';
import type { Embedded } from './embedded.js';
import { resolveOptions } from './resolve-options.js';
import type { EngineCacheOptions, EngineTieredCacheOptions, GrowthEngineOptions } from './options.js';

/** One process of a service, measured and tuned. */
export interface GrowthEngine {
  readonly service: string;
  readonly baseUrl: string | undefined;
  /** Admission, route cache, tracking: `app.use(engine.middleware)` before the routes. */
  readonly middleware: HttpMiddleware;
  /** `app.get('/metrics', engine.metrics)`. */
  readonly metrics: RequestListener;
  /** A cache of the application's own. The name becomes a label and the prefix of its settings. */
  cache<V>(options: EngineCacheOptions): Cache<V>;
  /**
   * A cache that loads its values: bridges failures within a staleness budget and, with `secondTier`, shares them between
   * instances over Redis or Valkey. @throws Error where a URL is given and ioredis is not installed.
   */
  tieredCache<V>(options: EngineTieredCacheOptions<V>): TieredCache<V>;
  /** Caches by SPEC.md's strategies, measured and tuned like the rest. At most one per engine. */
  strategyCache(options?: { readonly capacity?: number; readonly policy?: EvictionPolicy }): PerformanceCache;
  /**
   * Reports that answers of a route have changed: those of a path, for whichever query or user, or all. What a handler is still
   * working on is not stored. @throws RangeError where no cached route has this id.
   */
  invalidate(routeId: string, path?: string): void;
  /** Measures and tunes a `pg` pool under this name. */
  addPool(name: string, pool: PoolLike): void;
  /** Lets somebody else's registry come out of `metrics`; the returned function ends that. */
  attach(registry: ForeignRegistry): () => void;
  /** The loop, where it runs in this process; rejects when a collector decides. */
  control(): Promise<Control>;
  /** Resolves when the first answer of the loop has been asked for and every listener listens. Rejects with one sentence. */
  readonly ready: Promise<void>;
  /** Drains, flushes, leaves nothing behind: no timer, no socket, no instrumented pool. */
  close(): Promise<void>;
}

function listen(handler: RequestListener, port: number, host: string): Promise<Server> {
  const server = createServer(handler);
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why =
        cause.code === 'EADDRINUSE' ? `Port ${port} on ${host} is in use.` : `Cannot listen on ${host}:${port}.`;
      reject(new Error(`${why} Give "metrics.port" a free one.`, { cause }));
    });
    server.listen(port, host, () => resolve(server));
  });
}

/**
 * Measures this process and turns its settings. With `collector` it reports to that one; without, the loop runs in this
 * process too.
 *
 * @throws ConfigError when an option is wrong; it names the key, the value and what would be right.
 */
export function createGrowthEngine(input: GrowthEngineOptions): GrowthEngine {
  const options = resolveOptions(input);
  const clock = input.clock ?? systemClock;
  const log = input.log ?? createDefaultLog();
  const random = input.random ?? Math.random;

  let embedded: Promise<Embedded> | undefined;
  const embeddedLink = async (): Promise<Pick<AgentLink, 'exchange'>> => {
    const loop = await embedded;
    if (loop === undefined) throw new Error('There is no loop in this process.');
    return loop.control.link;
  };
  const link =
    options.collector === undefined
      ? createInProcessLink(embeddedLink)
      : createHttpLink({ url: options.collector, token: options.token });
  const assembled = createAgent({
    ...options,
    instance: instanceName(options.instance, options.metrics?.port),
    version: VERSION,
    role: options.collector === undefined ? 'embedded' : 'agent',
    link,
    clock,
    log,
    random,
  });
  if (options.collector === undefined) {
    // Loaded where it is wanted only: code that is not there takes neither memory nor time to start.
    embedded = import('./embedded.js').then(({ startEmbedded }) =>
      startEmbedded({ options, agent: assembled, clock, log, random })
    );
  }
  for (const [name, pool] of Object.entries(input.pools ?? {})) assembled.addPool(name, pool);
  if (input.registry !== undefined) assembled.attach(input.registry);
  assembled.start();

  const metricsServer =
    options.metrics === undefined
      ? Promise.resolve(undefined)
      : listen(assembled.metrics, options.metrics.port, options.metrics.host);
  const ready = Promise.all([embedded, metricsServer]).then(() => undefined);
  // Whoever does not wait for `ready` still reads why in the log; the application goes on.
  ready.catch((error: unknown) => log.error({ error: String(error) }, 'growth engine did not start'));

  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await assembled.close();
    const [loop, server] = await Promise.allSettled([embedded, metricsServer]);
    if (loop.status === 'fulfilled') await loop.value?.close();
    if (server.status === 'fulfilled' && server.value !== undefined) {
      const listening = server.value;
      listening.closeAllConnections();
      await new Promise<void>((resolve) => listening.close(() => resolve()));
    }
  };

  return {
    service: options.service,
    baseUrl: options.baseUrl,
    strategyCache: (cacheOptions = {}) => assembled.strategyCache(cacheOptions),
    middleware: assembled.middleware,
    metrics: assembled.metrics,
    cache: <V>(cacheOptions: EngineCacheOptions) => assembled.cache<V>(cacheOptions),
    tieredCache: <V>(cacheOptions: EngineTieredCacheOptions<V>) => assembled.tieredCache<V>(cacheOptions),
    invalidate: (routeId, path) => assembled.invalidate(routeId, path),
    addPool: (name, pool) => assembled.addPool(name, pool),
    attach: (registry) => assembled.attach(registry),
    async control() {
      if (embedded === undefined) {
        throw new Error(
          `The collector at ${options.collector} decides for this process. Ask it, or leave "collector" out.`
        );
      }
      return (await embedded).control;
    },
    ready,
    close: () => (closing ??= close()),
  };
}
