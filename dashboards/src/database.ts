import { METRICS, PANELS } from '@growth-engine/collector/contract';
import { attention, performance } from './database-pools.js';
import { pgbouncer } from './database-pgbouncer.js';
import { serverSections } from './database-server.js';
import { dashboard } from './house/dashboard.js';
import { downTo } from './house/links.js';
import { gauge, increase, orZero } from './house/promql.js';
import { queries } from './house/query.js';
import { stat } from './house/stat.js';
import { howToRead } from './house/text.js';

const POOL = ['service', 'pool'] as const;
const ofPool = '{{service}} {{pool}}';
const ids = PANELS.database;
const reporting = gauge('sum', METRICS.db_pool_max_connections, POOL);

const now = {
  id: 901,
  question: 'Is the database a problem now?',
  panels: [
    stat({
      id: ids.server,
      title: 'Server up',
      description: {
        shows: 'Whether the collector reaches each database server.',
        good: 'Yes.',
        act: 'Bring the server back first: Optimize refuses until then. Unreachable for the collector alone: check its own connection.',
      },
      unit: 'yesNo',
      queries: queries({ expr: gauge('min', METRICS.db_server_up, ['database']), legend: '{{database}}' }),
      missing: 'server',
      named: true,
      steps: [
        { from: 0, colour: 'red' },
        { from: 1, colour: 'green' },
      ],
      width: 6,
    }),
    stat({
      id: 100,
      title: 'Slow queries',
      description: {
        shows: 'Statements that took longer than the slow-query limit, over the time range shown.',
        good: '0.',
        act: 'See the statements by total time below; their texts stand on the overview page of the app.',
      },
      unit: 'count',
      queries: queries({
        expr: orZero(increase(METRICS.db_slow_queries_total, POOL), reporting),
        legend: ofPool,
        instant: true,
      }),
      missing: 'pool',
      decimals: 0,
      named: true,
      steps: [
        { from: 0, colour: 'green' },
        { from: 1, colour: 'orange' },
      ],
      links: [downTo('database', { panel: 'slowQueries', title: 'Show their course' })],
      width: 6,
    }),
    stat({
      id: 101,
      title: 'Deadlocks',
      description: {
        shows: 'Transactions of the services that PostgreSQL ended to break a deadlock, over the time range shown.',
        good: '0.',
        act: 'Let every transaction take its locks in the same order; the server’s log names both statements.',
      },
      unit: 'count',
      queries: queries({
        expr: orZero(increase(METRICS.db_deadlocks_total, POOL), reporting),
        legend: ofPool,
        instant: true,
      }),
      missing: 'pool',
      decimals: 0,
      named: true,
      steps: [
        { from: 0, colour: 'green' },
        { from: 1, colour: 'red' },
      ],
      links: [downTo('database', { panel: 'deadlocks', title: 'Show their course' })],
      width: 6,
    }),
    stat({
      id: 102,
      title: 'Callers waiting',
      description: {
        shows: 'Callers that waited for a connection of a pool at the last scrape.',
        good: '0, or a few for a moment.',
        act: 'Steadily above 0: see the wait for a connection below.',
      },
      unit: 'count',
      queries: queries({ expr: gauge('sum', METRICS.db_pool_pending_requests, POOL), legend: ofPool }),
      missing: 'pool',
      decimals: 0,
      named: true,
      steps: [
        { from: 0, colour: 'green' },
        { from: 1, colour: 'orange' },
      ],
      links: [downTo('database', { panel: 'poolWait', title: 'Show the wait' })],
      width: 6,
    }),
  ],
} as const;

export const database = dashboard('database', 'Connection pools, statements and the PostgreSQL server.', [
  now,
  attention,
  performance,
  ...serverSections,
  pgbouncer,
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
