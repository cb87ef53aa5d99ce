import { catalogue } from './types.js';

const SERVER = ['server'] as const;
const REPLICA = ['server', 'replica'] as const;
const counter = (help: string) => ({ type: 'counter', unit: '', help, labels: SERVER, exporter: 'collector' }) as const;
const gauge = (help: string, unit: 'bytes' | 'seconds' | '' = '', labels: typeof SERVER | typeof REPLICA = SERVER) =>
  ({ type: 'gauge', unit, help, labels, exporter: 'collector' }) as const;

/** Redis and Valkey, by the name of the configuration: measured by the collector with PING and INFO. */
export const REDIS_METRICS = catalogue({
  redis_up: gauge('Whether the collector could ask the Redis server (1) or not (0).'),
  redis_ping_duration_seconds: gauge('Time of the last PING over the open connection, as a client sees it.', 'seconds'),
  redis_memory_used_bytes: gauge('Memory that Redis has allocated for data and itself (used_memory).', 'bytes'),
  redis_memory_max_bytes: gauge('Memory that Redis may use (maxmemory); absent without a limit.', 'bytes'),
  redis_memory_resident_bytes: gauge('Resident memory of the Redis process (used_memory_rss).', 'bytes'),
  redis_keyspace_hits_total: counter('Look-ups of keys that were there.'),
  redis_keyspace_misses_total: counter('Look-ups of keys that were not there.'),
  redis_evicted_keys_total: counter('Keys removed because maxmemory was reached.'),
  redis_expired_keys_total: counter('Keys whose time had run out.'),
  redis_keys: gauge('Keys in all databases of the server.'),
  redis_commands_processed_total: counter('Commands that the server has run.'),
  redis_connected_clients: gauge('Connections of clients, without replicas.'),
  redis_blocked_clients: gauge('Clients that wait in a blocking command.'),
  redis_max_clients: gauge('Connections that the server accepts (maxclients).'),
  redis_rejected_connections_total: counter('Connections refused because maxclients was reached.'),
  redis_connected_replicas: gauge('Replicas connected to this server.'),
  redis_replica_lag_seconds: gauge(
    'Time since a replica last acknowledged, as its primary sees it (whole seconds).',
    'seconds',
    REPLICA
  ),
  redis_replica_lag_bytes: gauge(
    'Data of the replication stream that a replica has not acknowledged yet.',
    'bytes',
    REPLICA
  ),
  redis_primary_link_up: gauge('On a replica: whether the link to its primary is up (1) or not (0).'),
  redis_primary_silence_seconds: gauge(
    'On a replica: time since its primary was last heard (whole seconds).',
    'seconds'
  ),
});
