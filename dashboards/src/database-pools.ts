import { METRICS, PANELS } from '@growth-engine/collector/contract';
import { NO_DATA } from './house/advice.js';
import { COLOURS } from './house/colours.js';
import type { Section } from './house/dashboard.js';
import { overrideColours } from './house/panel.js';
import { derived, gauge, increase, mean, orZero, quantile, rate } from './house/promql.js';
import { queries } from './house/query.js';
import { table } from './house/table.js';
import { limitLine, timeSeries } from './house/timeseries.js';

const POOL = ['service', 'pool'] as const;
const ofPool = '{{service}} {{pool}}';
const ids = PANELS.database;
const reporting = gauge('sum', METRICS.db_pool_max_connections, POOL);
const perMinute = (expr: string): string => `60 * (${expr})`;

export const attention: Section = {
  id: 902,
  question: 'What needs attention?',
  panels: [
    timeSeries({
      id: ids.poolWait,
      title: 'Wait for a connection',
      description: {
        shows: 'Mean time that callers waited for a connection, and what 95 % stay within.',
        good: 'Near 0.',
        act: 'Steady waiting with all connections used: press Optimize, which tries a larger pool, or hold connections for less time.',
      },
      unit: 'seconds',
      queries: queries(
        { expr: derived('pool_wait', POOL), legend: ofPool },
        { expr: quantile(0.95, METRICS.db_pool_wait_seconds, POOL), legend: `p95 of ${ofPool}` }
      ),
      noValue: NO_DATA.pool,
      guide: 'slow-responses',
      width: 8,
    }),
    timeSeries({
      id: ids.slowQueries,
      title: 'Slow query rate',
      description: {
        shows: 'Statements per minute that took longer than the slow-query limit (200 ms by default).',
        good: '0.',
        act: 'See which statements below: an index, fewer rows, or a cache in front of them.',
      },
      unit: 'perMinute',
      queries: queries({
        expr: perMinute(orZero(derived('slow_queries', POOL), reporting)),
        legend: ofPool,
      }),
      noValue: NO_DATA.pool,
      width: 8,
    }),
    timeSeries({
      id: ids.deadlocks,
      title: 'Deadlocks and errors',
      description: {
        shows: 'Transactions ended to break a deadlock, and failed statements by class of SQLSTATE, per minute.',
        good: '0.',
        act: 'Class 40: lock in one order, and try again. 53 or 57: the server is short of something. 08: the network.',
      },
      unit: 'perMinute',
      queries: queries(
        {
          expr: perMinute(orZero(rate(METRICS.db_deadlocks_total, POOL), reporting)),
          legend: `deadlocks, ${ofPool}`,
        },
        {
          expr: perMinute(rate(METRICS.db_errors_total, ['service', 'pool', 'class'])),
          legend: `errors {{class}}, ${ofPool}`,
        }
      ),
      overrides: overrideColours({ '^deadlocks': COLOURS.bad }),
      noValue: NO_DATA.pool,
      width: 8,
    }),
    table({
      id: 103,
      title: 'Statements by total time',
      description: {
        shows:
          'Where the database time of the range shown went. The app’s overview page has the texts of slow ones, by fingerprint.',
        good: 'No statement takes most of the time.',
        act: 'Begin at the top: many calls want a cache or a join, few long ones an index.',
      },
      values: {
        total: `topk(20, ${increase(METRICS.db_statement_duration_seconds_total, ['service', 'fingerprint'])})`,
        calls: increase(METRICS.db_statement_calls_total, ['service', 'fingerprint']),
      },
      columns: [
        { title: 'Service', from: { label: 'service' }, width: 140 },
        { title: 'Fingerprint', from: { label: 'fingerprint' }, width: 200, grows: true },
        { title: 'Total time', from: { query: 'total' }, unit: 'seconds', width: 140 },
        { title: 'Calls', from: { query: 'calls' }, unit: 'exactCount', decimals: 0, width: 120 },
      ],
      sortBy: 'Total time',
      long: true,
      noValue: NO_DATA.pool,
      width: 24,
      height: 8,
    }),
  ],
};

export const performance: Section = {
  id: 903,
  question: 'How does it perform?',
  panels: [
    timeSeries({
      id: ids.queryTime,
      title: 'Query time',
      description: {
        shows: 'Mean time from sending a statement to its last row, by operation, and what 95 % stay within.',
        good: 'Level.',
        act: 'When it rises with the load, look at the server below; when one operation rises, at its statements above.',
      },
      unit: 'seconds',
      queries: queries(
        { expr: derived('query_time', ['service', 'pool', 'operation']), legend: `${ofPool} {{operation}}` },
        { expr: quantile(0.95, METRICS.db_query_duration_seconds, POOL), legend: `p95 of ${ofPool}` }
      ),
      noValue: NO_DATA.pool,
      largestFirst: true,
      guide: 'slow-responses',
      width: 12,
    }),
    timeSeries({
      id: 104,
      title: 'Statements',
      description: {
        shows: 'Statements per second, by operation.',
        good: 'In step with the requests of the services.',
        act: 'More per request than before: a cache misses, or a change asks row by row.',
      },
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
      description: {
        shows: 'Connections by state, and how many a pool may open (dashed).',
        good: 'Used ones below the dashed line most of the time.',
        act: 'All used while callers wait: the pool is the bottleneck. Let Optimize try a larger one.',
      },
      unit: 'count',
      queries: queries(
        {
          expr: gauge('sum', METRICS.db_pool_connections, ['service', 'pool', 'state']),
          legend: `{{state}}, ${ofPool}`,
        },
        { expr: reporting, legend: `size of ${ofPool}` }
      ),
      overrides: [
        limitLine('B'),
        ...overrideColours({ '^idle,': COLOURS.good, '^used,': COLOURS.neutral, '^size ': COLOURS.target }),
      ],
      noValue: NO_DATA.pool,
      width: 12,
    }),
    timeSeries({
      id: 105,
      title: 'How long a connection is held',
      description: {
        shows: 'Mean time that one caller keeps a connection.',
        good: 'Little more than the query time.',
        act: 'Much more: transactions do other work in between; take the connection later and give it back sooner.',
      },
      unit: 'seconds',
      queries: queries({ expr: mean(METRICS.db_pool_use_seconds, POOL), legend: ofPool }),
      noValue: NO_DATA.pool,
      width: 12,
    }),
  ],
};
