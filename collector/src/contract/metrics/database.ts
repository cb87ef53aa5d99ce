import { catalogue } from './types.js';

/** OpenTelemetry's edges for db.client.operation.duration, with 0.2 (SPEC.md's slow query) added. */
const DB_EDGES = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 5, 10] as const;

/** Client side, per pool: measured by the agent. */
export const POOL_METRICS = catalogue({
  db_query_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    help: 'Time from sending a statement to its last row, as the application sees it.',
    labels: ['service', 'pool', 'operation'],
    exporter: 'agent',
    reported: true,
    edges: DB_EDGES,
  },
  db_pool_connections: {
    type: 'gauge',
    unit: '',
    help: 'Connections of a pool by state: idle, used.',
    labels: ['service', 'pool', 'state'],
    exporter: 'agent',
    reported: true,
  },
  db_pool_max_connections: {
    type: 'gauge',
    unit: '',
    help: 'Connections that a pool may open.',
    labels: ['service', 'pool'],
    exporter: 'agent',
    reported: true,
  },
  db_pool_pending_requests: {
    type: 'gauge',
    unit: '',
    help: 'Callers that wait for a connection.',
    labels: ['service', 'pool'],
    exporter: 'agent',
    reported: true,
  },
  db_pool_wait_seconds: {
    type: 'histogram',
    unit: 'seconds',
    help: 'Time that callers waited for a connection.',
    labels: ['service', 'pool'],
    exporter: 'agent',
    reported: true,
    edges: [0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 10],
  },
  db_pool_use_seconds: {
    type: 'histogram',
    unit: 'seconds',
    help: 'Time that a connection was held by one caller.',
    labels: ['service', 'pool'],
    exporter: 'agent',
    reported: true,
    edges: DB_EDGES,
  },
  db_slow_queries_total: {
    type: 'counter',
    unit: '',
    help: 'Statements that took longer than the slow-query limit (200 ms by default).',
    labels: ['service', 'pool'],
    exporter: 'agent',
    reported: true,
  },
  db_deadlocks_total: {
    type: 'counter',
    unit: '',
    help: 'Transactions of this service that PostgreSQL ended to break a deadlock (SQLSTATE 40P01).',
    labels: ['service', 'pool'],
    exporter: 'agent',
    reported: true,
  },
  db_errors_total: {
    type: 'counter',
    unit: '',
    help: 'Failed statements and failed connection attempts by class of SQLSTATE, or by "connection", "timeout", "other".',
    labels: ['service', 'pool', 'class'],
    exporter: 'agent',
    reported: true,
  },
  db_statement_duration_seconds_total: {
    type: 'counter',
    unit: 'seconds',
    help: 'Time spent in a statement, by fingerprint; "other" beyond the limit of statements. Texts stand in the slow-query list.',
    labels: ['service', 'pool', 'fingerprint'],
    exporter: 'agent',
    reported: true,
  },
  db_statement_calls_total: {
    type: 'counter',
    unit: '',
    help: 'Executions of a statement, by fingerprint; "other" beyond the limit of statements.',
    labels: ['service', 'pool', 'fingerprint'],
    exporter: 'agent',
    reported: true,
  },
});

/** Server side, per database: measured by the collector from the pg_stat views. */
export const DB_SERVER_METRICS = catalogue({
  db_server_up: {
    type: 'gauge',
    unit: '',
    help: 'Whether the collector could reach the database (1) or not (0).',
    labels: ['database'],
    exporter: 'collector',
  },
  db_server_connections: {
    type: 'gauge',
    unit: '',
    help: 'Connections of clients to the server by state, from pg_stat_activity.',
    labels: ['database', 'state'],
    exporter: 'collector',
  },
  db_server_max_connections: {
    type: 'gauge',
    unit: '',
    help: 'Connections that the server accepts from ordinary clients (max_connections less the reserved ones).',
    labels: ['database'],
    exporter: 'collector',
  },
  db_server_deadlocks_total: {
    type: 'counter',
    unit: '',
    help: 'Deadlocks that the server has broken, from pg_stat_database.',
    labels: ['database'],
    exporter: 'collector',
  },
  db_server_transactions_total: {
    type: 'counter',
    unit: '',
    help: 'Transactions by outcome: committed, rolled_back.',
    labels: ['database', 'outcome'],
    exporter: 'collector',
  },
  db_server_blocks_total: {
    type: 'counter',
    unit: '',
    help: 'Blocks found in shared buffers (hit) and blocks that had to be read (read).',
    labels: ['database', 'result'],
    exporter: 'collector',
  },
  db_server_temp_bytes_total: {
    type: 'counter',
    unit: 'bytes',
    help: 'Data written to temporary files because it did not fit into work_mem.',
    labels: ['database'],
    exporter: 'collector',
  },
});
