import { checkProbeWishes, isProbeEnabled, loopTimingOf } from '../config/index.js';
import type { CollectorConfig } from '../config/index.js';
import { METRICS } from '../contract/index.js';
import type { Clock, Log, Random } from '../contract/index.js';
import { createPostgresProbe } from '../database/server-probe.js';
import { createMetricsHandler } from '../instruments/handler.js';
import { createInstruments } from '../instruments/instruments.js';
import { createControl } from '../optimizer/control.js';
import { keepFresh } from '../probes/keep-fresh.js';
import { peerProbe } from '../probes/peer.js';
import { pgBouncerProbe } from '../probes/pgbouncer/index.js';
import { redisProbe } from '../probes/redis/index.js';
import { createProbeRegistry } from '../probes/registry.js';
import { createSystemUsage, systemProbes } from '../probes/system/index.js';
import type { Probe, ProbeRegistry } from '../probes/types.js';
import { controlSocketPath, createServer } from '../server/index.js';
import type { CollectorServer } from '../server/index.js';
import { openHostPage } from './host-page.js';
import { createFileStore, loadTokens } from '../store/index.js';

const PEERS_EVERY_MS = 10_000;
const PEERS_DEADLINE_MS = 2_000;

export interface CollectorOptions {
  readonly config: CollectorConfig;
  readonly stateDir: string;
  /** The plugin's folder, built; its page then stands at `/`. */
  readonly hostPageDir?: string;
  /** The first link into the host page, so that whoever starts the collector knows it. */
  readonly hostPageInvitation?: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly version: string;
}

export interface Collector {
  readonly server: CollectorServer;
  /** A link into the host page that works once; undefined without one. */
  readonly hostPageUrl: string | undefined;
  close(): Promise<void>;
}

/** Puts a collector together: store, loop, probes, server. What was begun is ended again when a later step fails. */
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  const { config, stateDir, clock, random, log, version } = options;
  const closers: (() => void | Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  try {
    const store = await createFileStore({ dir: stateDir, clock, log });
    closers.push(() => store.close());
    const tokens = await loadTokens(stateDir, config.tokens);
    const instruments = createInstruments();
    instruments.gauge(METRICS.build_info).bind(version, 'collector').set(1);
    const usage = createSystemUsage({ clock });
    closers.push(() => usage.close());
    const peers = peerProbe({ instruments, clock, peers: config.peers });
    if (config.peers.length > 0)
      closers.push(keepFresh(peers, { clock, everyMs: PEERS_EVERY_MS, deadlineMs: PEERS_DEADLINE_MS }));
    const probes = createProbeRegistry({ instruments, clock, log });
    closers.push(() => probes.close());
    const databases = config.databases.map(({ name, url }) =>
      createPostgresProbe({ database: name, connectionString: url, instruments, clock, log })
    );
    const redis = config.redis.map(({ name, url }) => redisProbe({ name, url, instruments, clock }));
    const poolers = config.pgbouncers.map(({ name, url }) => pgBouncerProbe({ name, url, instruments, log }));
    const host = systemProbes({ instruments, clock, log, usage });
    await addProbes(probes, [...host, peers, ...databases, ...redis, ...poolers], config);

    const control = await createControl({
      store,
      clock,
      random,
      log,
      version,
      instruments,
      defaults: {
        targets: config.targets,
        thresholds: config.thresholds,
        mode: config.mode,
        admission: config.admission,
      },
      services: config.services,
      timing: loopTimingOf(config.loop),
      systemUsage: () => ({
        ...usage.readSystemUsage(),
        networkLatencySeconds: slowest(peers.latencies()),
      }),
    });
    closers.push(() => control.close());
    const hostPage =
      options.hostPageDir === undefined
        ? undefined
        : await openHostPage({
            pluginDir: options.hostPageDir,
            invitation: options.hostPageInvitation,
            tokens,
            log,
          });
    const server = await createServer({
      control,
      config,
      tokens,
      metricsHandler: createMetricsHandler({ instruments, probes, log, clock }),
      clock,
      log,
      version,
      ready: () => undefined,
      ...(hostPage === undefined ? {} : { hostPage, authorize: hostPage.authorize }),
      socketPath: controlSocketPath(stateDir),
    });
    closers.push(() => server.close());
    if (server.url !== undefined) hostPage?.reachAt(server.url);
    control.start();
    return { server, hostPageUrl: server.url === undefined ? undefined : hostPage?.url(server.url), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Switched on by themselves or by the configuration; the others are closed. @throws ConfigError for a name that no probe has. */
async function addProbes(
  registry: ProbeRegistry,
  probes: readonly Probe[],
  { probes: wishes }: CollectorConfig
): Promise<void> {
  checkProbeWishes(
    wishes,
    probes.map(({ name }) => name)
  );
  for (const probe of probes) {
    if (isProbeEnabled(probe, wishes)) registry.add(probe);
    else await probe.close?.();
  }
}

const slowest = (latencies: ReadonlyMap<string, number>): number | undefined =>
  latencies.size === 0 ? undefined : Math.max(...latencies.values());
