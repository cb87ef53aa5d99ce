import { METRICS } from '@growth-engine/collector/contract';
import { NO_DATA } from './house/advice.js';
import type { Section } from './house/dashboard.js';
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
      description: 'Client connections by state, and how many the server accepts from ordinary clients (dashed).',
      unit: 'count',
      queries: queries(
        { expr: gauge('sum', METRICS.db_server_connections, ['database', 'state']), legend: '{{state}}, {{database}}' },
        { expr: gauge('max', METRICS.db_server_max_connections, DATABASE), legend: 'most, {{database}}' }
      ),
      overrides: [limitLine('B')],
      noValue: NO_DATA.server,
      width: 8,
    }),
    timeSeries({
      id: 107,
      title: 'Transactions',
      description: 'Transactions per second by outcome.',
      unit: 'operationsPerSecond',
      queries: queries({
        expr: rate(METRICS.db_server_transactions_total, ['database', 'outcome']),
        legend: '{{outcome}}, {{database}}',
      }),
      noValue: NO_DATA.server,
      width: 8,
    }),
    timeSeries({
      id: 108,
      title: 'Blocks found in shared buffers',
      description:
        'Share of blocks that needed no read; a falling share with rising query time wants memory or an index.',
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
      description: 'Data per second written to temporary files because it did not fit into work_mem.',
      unit: 'bytesPerSecond',
      queries: queries({ expr: rate(METRICS.db_server_temp_bytes_total, DATABASE), legend: '{{database}}' }),
      noValue: NO_DATA.server,
      width: 12,
    }),
    timeSeries({
      id: 110,
      title: 'Deadlocks of the server',
      description: 'Deadlocks per second that the server has broken, whoever caused them.',
      unit: 'perSecond',
      queries: queries({ expr: rate(METRICS.db_server_deadlocks_total, DATABASE), legend: '{{database}}' }),
      noValue: NO_DATA.server,
      width: 12,
    }),
  ],
};

export const serverSections: readonly Section[] = [server];
