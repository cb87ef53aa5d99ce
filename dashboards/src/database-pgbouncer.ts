import { METRICS } from '@growth-engine/collector/contract';
import { NO_DATA } from './house/advice.js';
import { COLOURS } from './house/colours.js';
import type { Section } from './house/dashboard.js';
import { overrideColours } from './house/panel.js';
import { gauge, rate } from './house/promql.js';
import { queries } from './house/query.js';
import { limitLine, timeSeries } from './house/timeseries.js';

const DATABASE = ['pooler', 'database'] as const;
const POOL = ['pooler', 'database', 'user'] as const;
const POOL_STATE = ['database', 'user', 'state'] as const;
const ofPool = '{{database}} {{user}}';
const ofDatabase = '{{pooler}} {{database}}';

export const pgbouncer: Section = {
  id: 905,
  question: 'Does PgBouncer keep up?',
  folded: true,
  panels: [
    timeSeries({
      id: 120,
      title: 'PgBouncer: longest wait',
      description: {
        shows: 'How long the client that has waited longest for a server connection waits, per pool, now.',
        good: '0.',
        act: 'Steadily above 0: long transactions first, then a larger pool_size within what PostgreSQL accepts.',
      },
      unit: 'seconds',
      queries: queries({ expr: gauge('max', METRICS.pgbouncer_max_wait_seconds, POOL), legend: ofPool }),
      noValue: NO_DATA.pgbouncer,
      largestFirst: true,
      width: 12,
    }),
    timeSeries({
      id: 121,
      title: 'PgBouncer: clients',
      description: {
        shows: 'Connections of clients by state, per database and user.',
        good: 'None “waiting”, or a few for a moment.',
        act: 'Waiting with all servers active: the pool is used up. Waiting with servers idle: a database that is paused.',
      },
      unit: 'count',
      queries: queries({
        expr: gauge('sum', METRICS.pgbouncer_client_connections, POOL_STATE),
        legend: '{{state}}, {{database}} {{user}}',
      }),
      overrides: overrideColours({ '^waiting,': COLOURS.bad }),
      noValue: NO_DATA.pgbouncer,
      largestFirst: true,
      width: 12,
    }),
    timeSeries({
      id: 122,
      title: 'PgBouncer: servers',
      description: {
        shows: 'Connections to PostgreSQL by state, per database and user.',
        good: 'Some idle while traffic is usual.',
        act: 'All active: the pool is used up. Many in “login”: PostgreSQL is slow to accept, or refuses.',
      },
      unit: 'count',
      queries: queries({
        expr: gauge('sum', METRICS.pgbouncer_server_connections, POOL_STATE),
        legend: '{{state}}, {{database}} {{user}}',
      }),
      noValue: NO_DATA.pgbouncer,
      largestFirst: true,
      width: 12,
    }),
    timeSeries({
      id: 123,
      title: 'PgBouncer: connections',
      description: {
        shows: 'Server connections of all pools of a database, what one pool may have, and what all may (dashed).',
        good: 'Below the dashed line.',
        act: 'At it, pools of different users take connections from each other: raise max_db_connections or lower pool_size.',
      },
      unit: 'count',
      queries: queries(
        { expr: gauge('sum', METRICS.pgbouncer_database_connections, DATABASE), legend: ofDatabase },
        { expr: gauge('max', METRICS.pgbouncer_pool_size, DATABASE), legend: `pool, ${ofDatabase}` },
        { expr: gauge('max', METRICS.pgbouncer_database_max_connections, DATABASE), legend: `most, ${ofDatabase}` }
      ),
      overrides: [limitLine('B'), limitLine('C'), ...overrideColours({ '^most, ': COLOURS.target })],
      noValue: NO_DATA.pgbouncer,
      width: 12,
    }),
    timeSeries({
      id: 124,
      title: 'PgBouncer: where time goes',
      description: {
        shows: 'Seconds per second that clients waited, and that servers spent in transactions and in queries.',
        good: 'No “waiting”; transactions hardly above queries.',
        act: 'Transactions far above queries: connections are held while the application does something else.',
      },
      unit: 'count',
      queries: queries(
        { expr: rate(METRICS.pgbouncer_wait_seconds_total, DATABASE), legend: `waiting, ${ofDatabase}` },
        { expr: rate(METRICS.pgbouncer_transaction_seconds_total, DATABASE), legend: `transactions, ${ofDatabase}` },
        { expr: rate(METRICS.pgbouncer_query_seconds_total, DATABASE), legend: `queries, ${ofDatabase}` }
      ),
      overrides: overrideColours({ '^waiting,': COLOURS.bad }),
      noValue: NO_DATA.pgbouncer,
      width: 12,
    }),
    timeSeries({
      id: 125,
      title: 'PgBouncer: throughput',
      description: {
        shows: 'Transactions and queries per second that went through.',
        good: 'As the traffic goes.',
        act: 'Many queries per transaction: long transactions; in transaction mode each holds a connection.',
      },
      unit: 'operationsPerSecond',
      queries: queries(
        { expr: rate(METRICS.pgbouncer_transactions_total, DATABASE), legend: `transactions, ${ofDatabase}` },
        { expr: rate(METRICS.pgbouncer_queries_total, DATABASE), legend: `queries, ${ofDatabase}` }
      ),
      noValue: NO_DATA.pgbouncer,
      width: 12,
    }),
    timeSeries({
      id: 126,
      title: 'PgBouncer: traffic',
      description: {
        shows: 'Data per second from and to clients.',
        good: 'As the traffic goes.',
        act: 'Much “to clients”: a statement that brings more rows than are used.',
      },
      unit: 'bytesPerSecond',
      queries: queries(
        { expr: rate(METRICS.pgbouncer_sent_bytes_total, DATABASE), legend: `to clients, ${ofDatabase}` },
        { expr: rate(METRICS.pgbouncer_received_bytes_total, DATABASE), legend: `from clients, ${ofDatabase}` }
      ),
      noValue: NO_DATA.pgbouncer,
      width: 12,
    }),
    timeSeries({
      id: 127,
      title: 'PgBouncer: out of service',
      description: {
        shows: 'Whether each PgBouncer could be asked, and whether a database is paused or disabled.',
        good: 'Up yes, paused and disabled no.',
        act: 'Paused: RESUME on its console. Disabled: ENABLE. Not up: the Optimizer dashboard shows its probe.',
      },
      unit: 'yesNo',
      queries: queries(
        { expr: gauge('min', METRICS.pgbouncer_up, ['pooler']), legend: 'up, {{pooler}}' },
        { expr: gauge('max', METRICS.pgbouncer_database_paused, DATABASE), legend: `paused, ${ofDatabase}` },
        { expr: gauge('max', METRICS.pgbouncer_database_disabled, DATABASE), legend: `disabled, ${ofDatabase}` }
      ),
      noValue: NO_DATA.pgbouncer,
      max: 1,
      width: 12,
    }),
  ],
};
