import { METRICS, PANELS } from '@growth-engine/collector/contract';
import { serverSections } from './database-server.js';
import { NO_DATA } from './house/advice.js';
import { dashboard } from './house/dashboard.js';
import { downTo } from './house/links.js';
import { derived, gauge, increase, mean, quantile, rate } from './house/promql.js';
import { queries } from './house/query.js';
import { stat } from './house/stat.js';
import { table } from './house/table.js';
import { howToRead } from './house/text.js';
import { limitLine, timeSeries } from './house/timeseries.js';

const POOL = ['service', 'pool'] as const;
const ofPool = '{{service}} {{pool}}';
const ids = PANELS.database;

const now = {
  id: 901,
  question: 'Is the database a problem now?',
  panels: [
    stat({
      id: ids.server,
      title: 'Server reachable',
      description: 'Whether the collector reaches each database server.',
      unit: 'yesNo',
      queries: queries({ expr: gauge('min', METRICS.db_server_up, ['database']), legend: '{{database}}' }),
      noValue: NO_DATA.server,
      named: true,
      steps: [
        { from: null, colour: 'red' },
        { from: 1, colour: 'green' },
      ],
      width: 6,
    }),
    stat({
      id: 100,
      title: 'Slow queries, count',
      description: 'Statements that took longer than the slow-query limit, over the time range shown.',
      unit: 'count',
      queries: queries({ expr: increase(METRICS.db_slow_queries_total, POOL), legend: ofPool, instant: true }),
      noValue: NO_DATA.pool,
      decimals: 0,
      named: true,
      steps: [
        { from: null, colour: 'green' },
        { from: 1, colour: 'orange' },
      ],
      links: [downTo('database', { panel: 'slowQueries', title: 'Show their course' })],
      width: 6,
    }),
    stat({
      id: 101,
      title: 'Deadlocks, count',
      description: 'Transactions of the services that PostgreSQL ended to break a deadlock, over the time range shown.',
      unit: 'count',
      queries: queries({ expr: increase(METRICS.db_deadlocks_total, POOL), legend: ofPool, instant: true }),
      noValue: NO_DATA.pool,
      decimals: 0,
      named: true,
      steps: [
        { from: null, colour: 'green' },
        { from: 1, colour: 'red' },
      ],
      links: [downTo('database', { panel: 'deadlocks', title: 'Show their course' })],
      width: 6,
    }),
    stat({
      id: 102,
      title: 'Callers waiting',
      description: 'Callers that wait for a connection of a pool right now.',
      unit: 'count',
      queries: queries({ expr: gauge('sum', METRICS.db_pool_pending_requests, POOL), legend: ofPool }),
      noValue: NO_DATA.pool,
      decimals: 0,
      named: true,
      sparkline: true,
      steps: [
        { from: null, colour: 'green' },
        { from: 1, colour: 'orange' },
      ],
      width: 6,
    }),
  ],
} as const;

const attention = {
  id: 902,
  question: 'What needs attention?',
  panels: [
    timeSeries({
      id: ids.poolWait,
      title: 'Wait for a connection',
      description:
        'Mean time that callers waited for a connection, and what 95 % stay within. Steady waiting: the pool is too small.',
      unit: 'seconds',
      queries: queries(
        { expr: derived('pool_wait', POOL), legend: ofPool },
        { expr: quantile(0.95, METRICS.db_pool_wait_seconds, POOL), legend: `p95 of ${ofPool}` }
      ),
      noValue: NO_DATA.pool,
      width: 8,
    }),
    timeSeries({
      id: ids.slowQueries,
      title: 'Slow queries',
      description: 'Statements per second that took longer than the slow-query limit (200 ms by default).',
      unit: 'perSecond',
      queries: queries({ expr: derived('slow_queries', POOL), legend: ofPool }),
      noValue: NO_DATA.pool,
      width: 8,
    }),
    timeSeries({
      id: ids.deadlocks,
      title: 'Deadlocks and errors',
      description: 'Transactions ended to break a deadlock, and failed statements by class of SQLSTATE, per second.',
      unit: 'perSecond',
      queries: queries(
        { expr: rate(METRICS.db_deadlocks_total, POOL), legend: `deadlocks, ${ofPool}` },
        {
          expr: rate(METRICS.db_errors_total, ['service', 'pool', 'class']),
          legend: `errors of class {{class}}, ${ofPool}`,
        }
      ),
      noValue: 'Neither deadlocks nor errors.',
      width: 8,
    }),
    table({
      id: 103,
      title: 'Statements by total time',
      description:
        'Where the database time of the range shown went; texts of slow ones stand on the overview page of the app, by fingerprint.',
      values: {
        total: `topk(20, ${increase(METRICS.db_statement_duration_seconds_total, ['service', 'fingerprint'])})`,
        calls: increase(METRICS.db_statement_calls_total, ['service', 'fingerprint']),
      },
      columns: [
        { title: 'Service', from: { label: 'service' } },
        { title: 'Fingerprint', from: { label: 'fingerprint' } },
        { title: 'Total time', from: { query: 'total' }, unit: 'seconds' },
        { title: 'Calls', from: { query: 'calls' }, unit: 'count' },
      ],
      sortBy: 'Total time',
      long: true,
      noValue: NO_DATA.pool,
      width: 24,
      height: 8,
    }),
  ],
} as const;

const performance = {
  id: 903,
  question: 'How does it perform?',
  panels: [
    timeSeries({
      id: ids.queryTime,
      title: 'Query time',
      description: 'Mean time from sending a statement to its last row, by operation, and what 95 % stay within.',
      unit: 'seconds',
      queries: queries(
        { expr: derived('query_time', ['service', 'pool', 'operation']), legend: `${ofPool} {{operation}}` },
        { expr: quantile(0.95, METRICS.db_query_duration_seconds, POOL), legend: `p95 of ${ofPool}` }
      ),
      noValue: NO_DATA.pool,
      largestFirst: true,
      width: 12,
    }),
    timeSeries({
      id: 104,
      title: 'Statements',
      description: 'Statements per second, by operation.',
      unit: 'operationsPerSecond',
      queries: queries({
        expr: rate(METRICS.db_query_duration_seconds, ['service', 'pool', 'operation'], {}, '_count'),
        legend: `${ofPool} {{operation}}`,
      }),
      noValue: NO_DATA.pool,
      largestFirst: true,
      width: 12,
    }),
    timeSeries({
      id: ids.connections,
      title: 'Connections of the pools',
      description:
        'Connections by state, and how many a pool may open (dashed). All used while callers wait: the pool is the bottleneck.',
      unit: 'count',
      queries: queries(
        {
          expr: gauge('sum', METRICS.db_pool_connections, ['service', 'pool', 'state']),
          legend: `{{state}}, ${ofPool}`,
        },
        { expr: gauge('sum', METRICS.db_pool_max_connections, POOL), legend: `size of ${ofPool}` }
      ),
      overrides: [limitLine('B')],
      noValue: NO_DATA.pool,
      width: 12,
    }),
    timeSeries({
      id: 105,
      title: 'How long a connection is held',
      description:
        'Mean time that one caller keeps a connection; long ones are transactions that do other work in between.',
      unit: 'seconds',
      queries: queries({ expr: mean(METRICS.db_pool_use_seconds, POOL), legend: ofPool }),
      noValue: NO_DATA.pool,
      width: 12,
    }),
  ],
} as const;

export const database = dashboard('database', 'Connection pools, statements and the PostgreSQL server.', [
  now,
  attention,
  performance,
  ...serverSections,
  {
    id: 909,
    question: 'Help',
    panels: [
      howToRead(
        'A slow request waits **for** a connection or **on** one. Waiting with all connections used: the pool is too small, or connections are',
        'held too long. No waiting but long query times: look at the statements that take the most **total time**. The server’s own view is below;',
        'its deadlocks count those of other clients too.'
      ),
    ],
  },
]);
