import { METRICS, probeNameOf, type Clock, type MetricDefinition } from '../../contract/index.js';
import type { Instruments } from '../../instruments/types.js';
import type { ReadingSeries } from '../reading-probe.js';
import { serverProbe } from '../server-probe.js';
import type { Probe } from '../types.js';
import { parseRedisUrl } from './address.js';
import { RedisConnection } from './connection.js';
import { parseRedisInfo, type RedisInfo } from './info.js';

export interface RedisProbeOptions {
  /** Label `server` of the series. */
  readonly name: string;
  /** `redis://user:password@host:6379`, or `rediss://` for TLS. The user needs PING and INFO. */
  readonly url: string;
  readonly instruments: Instruments;
  readonly clock: Clock;
}

interface Reading {
  readonly pingSeconds: number;
  readonly info: RedisInfo;
}

/** One number of INFO; absent where the server does not tell it. */
const told = (
  server: string,
  definition: MetricDefinition,
  value: (info: RedisInfo) => number | undefined
): ReadingSeries<Reading> => ({
  definition,
  emit: ({ info }, emit) => {
    const number = value(info);
    if (number !== undefined) emit([server], number);
  },
});

const seriesOf = (server: string): readonly ReadingSeries<Reading>[] => {
  const one = (definition: MetricDefinition, value: (info: RedisInfo) => number | undefined) =>
    told(server, definition, value);
  return [
    {
      definition: METRICS.redis_ping_duration_seconds,
      emit: ({ pingSeconds }, emit) => emit([server], pingSeconds),
    },
    one(METRICS.redis_memory_used_bytes, (info) => info.usedBytes),
    one(METRICS.redis_memory_max_bytes, (info) => info.maxBytes),
    one(METRICS.redis_memory_resident_bytes, (info) => info.residentBytes),
    one(METRICS.redis_keyspace_hits_total, (info) => info.hits),
    one(METRICS.redis_keyspace_misses_total, (info) => info.misses),
    one(METRICS.redis_evicted_keys_total, (info) => info.evicted),
    one(METRICS.redis_expired_keys_total, (info) => info.expired),
    one(METRICS.redis_keys, (info) => info.keys),
    one(METRICS.redis_commands_processed_total, (info) => info.commands),
    one(METRICS.redis_connected_clients, (info) => info.clients),
    one(METRICS.redis_blocked_clients, (info) => info.blockedClients),
    one(METRICS.redis_max_clients, (info) => info.maxClients),
    one(METRICS.redis_rejected_connections_total, (info) => info.rejectedConnections),
    one(METRICS.redis_connected_replicas, (info) => info.connectedReplicas),
    one(METRICS.redis_primary_link_up, ({ isPrimaryLinkUp }) =>
      isPrimaryLinkUp === undefined ? undefined : Number(isPrimaryLinkUp)
    ),
    one(METRICS.redis_primary_silence_seconds, (info) => info.primarySilenceSeconds),
    {
      definition: METRICS.redis_replica_lag_seconds,
      emit: ({ info }, emit) => {
        for (const { name, lagSeconds } of info.replicas)
          if (lagSeconds !== undefined) emit([server, name], lagSeconds);
      },
    },
    {
      definition: METRICS.redis_replica_lag_bytes,
      emit: ({ info }, emit) => {
        for (const { name, lagBytes } of info.replicas) if (lagBytes !== undefined) emit([server, name], lagBytes);
      },
    },
  ];
};

/**
 * A Redis or Valkey server as its clients see it: PING is timed, INFO is read, over one connection of a few lines of our
 * own. @throws Error when the URL is none.
 */
export function redisProbe({ name, url, instruments, clock }: RedisProbeOptions): Probe {
  const connection = new RedisConnection(parseRedisUrl(url));
  return serverProbe<Reading>({
    name: probeNameOf('redis', name),
    server: name,
    up: METRICS.redis_up,
    instruments,
    read: async (signal) => {
      // INFO first: connecting and logging in are not what PING measures.
      const info = parseInfo(await connection.ask(['INFO'], signal));
      if (info.isLoading) throw new Error('Redis: it loads its data into memory. Wait until it has.');
      const begin = clock.monotonic();
      await connection.ask(['PING'], signal);
      return { info, pingSeconds: (clock.monotonic() - begin) / 1000 };
    },
    series: seriesOf(name),
    close: () => connection.close(),
  });
}

function parseInfo(text: string): RedisInfo {
  try {
    return parseRedisInfo(text);
  } catch (cause) {
    throw new Error(`Redis: ${cause instanceof Error ? cause.message : 'its INFO cannot be read.'}`, { cause });
  }
}
