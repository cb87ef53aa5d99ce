import { METRICS } from '@growth-engine/collector/contract';
import { NO_DATA } from './house/advice.js';
import { COLOURS } from './house/colours.js';
import type { Section } from './house/dashboard.js';
import { overrideColours } from './house/panel.js';
import { gauge, rate } from './house/promql.js';
import { queries } from './house/query.js';
import { limitLine, timeSeries } from './house/timeseries.js';

const DATABASE = ['database'] as const;

const server: Section = {
  id: 904,
  question: 'How does the server see it?',
  panels: [
    timeSeries({
      id: 106,
      title: 'Connections of the server',
      description: {
        shows: 'Client connections by state, and how many the server accepts from ordinary clients (dashed).',
        good: 'Well below the dashed line; few idle in transaction.',
        act: 'Near the line: smaller pools or a connection pooler. Idle in transaction: find who holds a transaction open.',
      },
      unit: 'count',
      queries: queries(
        { expr: gauge('sum', METRICS.db_server_connections, ['database', 'state']), legend: '{{state}}, {{database}}' },
        { expr: gauge('max', METRICS.db_server_max_connections, DATABASE), legend: 'most, {{database}}' }
      ),
      overrides: [limitLine('B'), ...overrideColours({ '^most, ': COLOURS.target })],
      noValue: NO_DATA.server,
      width: 8,
    }),
    timeSeries({
      id: 107,
      title: 'Transactions',
      description: {
        shows: 'Transactions per second by outcome.',
        good: 'Hardly any rolled back.',
        act: 'Rollbacks that rise are errors or conflicts: see deadlocks and errors above.',
      },
      unit: 'operationsPerSecond',
      queries: queries({
        expr: rate(METRICS.db_server_transactions_total, ['database', 'outcome']),
        legend: '{{outcome}}, {{database}}',
      }),
      overrides: overrideColours({ '^committed': COLOURS.good, '^rolled_back': COLOURS.attention }),
      noValue: NO_DATA.server,
      width: 8,
    }),
    timeSeries({
      id: 108,
      title: 'Blocks found in memory',
      description: {
        shows: 'Share of blocks that were found in shared buffers and needed no read.',
        good: 'Above 99 % for a service that reads the same rows again and again.',
        act: 'A falling share with rising query time wants memory or an index.',
      },
      unit: 'ratio',
      queries: queries({
        expr: `${rate(METRICS.db_server_blocks_total, DATABASE, { result: 'hit' })} / ${rate(METRICS.db_server_blocks_total, DATABASE)}`,
        legend: '{{database}}',
      }),
      noValue: NO_DATA.server,
      min: 0,
      max: 1,
      width: 8,
    }),
    timeSeries({
      id: 109,
      title: 'Temporary files',
      description: {
        shows: 'Data per second written to temporary files because it did not fit into work_mem.',
        good: '0.',
        act: 'A statement sorts or joins more than fits: an index, fewer rows, or a larger work_mem for it.',
      },
      unit: 'bytesPerSecond',
      queries: queries({ expr: rate(METRICS.db_server_temp_bytes_total, DATABASE), legend: '{{database}}' }),
      noValue: NO_DATA.server,
      width: 12,
    }),
    timeSeries({
      id: 110,
      title: 'Deadlocks of the server',
      description: {
        shows: 'Deadlocks per minute that the server has broken, whoever caused them.',
        good: '0.',
        act: 'More than the services count themselves: another client is involved; the log of the server names it.',
      },
      unit: 'perMinute',
      queries: queries({ expr: `60 * ${rate(METRICS.db_server_deadlocks_total, DATABASE)}`, legend: '{{database}}' }),
      noValue: NO_DATA.server,
      width: 12,
    }),
  ],
};

export const serverSections: readonly Section[] = [server];
