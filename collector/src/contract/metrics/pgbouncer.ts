import { catalogue } from './types.js';

const POOLER = ['pooler'] as const;
const DATABASE = ['pooler', 'database'] as const;
/** PgBouncer keeps one pool per database and user. */
const POOL = ['pooler', 'database', 'user'] as const;
const POOL_STATE = [...POOL, 'state'] as const;

const counter = (help: string, unit: 'bytes' | 'seconds' | '' = '') =>
  ({ type: 'counter', unit, help, labels: DATABASE, exporter: 'collector' }) as const;
const gauge = <const Labels extends readonly string[]>(help: string, labels: Labels, unit: 'seconds' | '' = '') =>
  ({ type: 'gauge', unit, help, labels, exporter: 'collector' }) as const;

/** PgBouncer, by the name of the configuration: measured by the collector on the admin console (SHOW POOLS, STATS, DATABASES). */
export const PGBOUNCER_METRICS = catalogue({
  pgbouncer_up: gauge('Whether the collector could ask PgBouncer (1) or not (0).', POOLER),
  pgbouncer_client_connections: gauge(
    'Connections of clients by state: active (linked to a server connection, or idle), waiting (for one), and those that cancel.',
    POOL_STATE
  ),
  pgbouncer_server_connections: gauge(
    'Connections to PostgreSQL by state: active, idle, used (idle, to be checked), tested, login, and those that cancel.',
    POOL_STATE
  ),
  pgbouncer_max_wait_seconds: gauge(
    'How long the client that has waited longest for a server connection waits now; 0 when nobody waits.',
    POOL,
    'seconds'
  ),
  pgbouncer_pool_size: gauge('Server connections that a pool of the database may have.', DATABASE),
  pgbouncer_database_connections: gauge('Server connections of all pools of the database.', DATABASE),
  pgbouncer_database_max_connections: gauge(
    'Server connections that all pools of the database may have; absent without a limit.',
    DATABASE
  ),
  pgbouncer_database_paused: gauge('Whether the database is paused (1): its clients wait until RESUME.', DATABASE),
  pgbouncer_database_disabled: gauge('Whether the database is disabled (1): it takes no new client.', DATABASE),
  pgbouncer_transactions_total: counter('Transactions that went through.'),
  pgbouncer_queries_total: counter('Queries that went through.'),
  pgbouncer_transaction_seconds_total: counter('Time that server connections spent in transactions.', 'seconds'),
  pgbouncer_query_seconds_total: counter('Time that server connections spent on queries.', 'seconds'),
  pgbouncer_wait_seconds_total: counter('Time that clients waited for a server connection.', 'seconds'),
  pgbouncer_received_bytes_total: counter('Data received from clients.', 'bytes'),
  pgbouncer_sent_bytes_total: counter('Data sent to clients.', 'bytes'),
});
