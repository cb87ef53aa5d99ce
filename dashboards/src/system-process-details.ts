import { METRICS } from '@growth-engine/collector/contract';
import { NO_DATA } from './house/advice.js';
import { COLOURS } from './house/colours.js';
import type { Section } from './house/dashboard.js';
import { overrideColours } from './house/panel.js';
import { gauge, mean, rate } from './house/promql.js';
import { queries } from './house/query.js';
import { table } from './house/table.js';
import { hiddenLine, limitLine, timeSeries } from './house/timeseries.js';

const PROCESS = ['service', 'instance'] as const;
const ofProcess = '{{service}} {{instance}}';

export const processDetails: Section = {
  id: 903,
  question: 'What do the processes use?',
  folded: true,
  panels: [
    timeSeries({
      id: 103,
      title: 'CPU time by mode',
      description: {
        shows: 'Cores used in user and in system mode, and how many the process may use (dashed).',
        good: 'Below the dashed line, mostly user.',
        act: 'Much system time: many small reads and writes, or many connections.',
      },
      unit: 'none',
      queries: queries(
        { expr: rate(METRICS.process_cpu_seconds_total, ['service', 'mode']), legend: '{{service}} {{mode}}' },
        { expr: gauge('sum', METRICS.process_cpu_limit_cores, ['service']), legend: 'limit of {{service}}' }
      ),
      overrides: [limitLine('B'), ...overrideColours({ '^limit': COLOURS.target })],
      noValue: NO_DATA.agent,
      decimals: 3,
      width: 8,
    }),
    timeSeries({
      id: 104,
      title: 'Resident memory',
      description: {
        shows: 'Resident memory of each process, and the limit it stands against (dashed).',
        good: 'Level, well below the limit.',
        act: 'At the limit the process is ended: read the guide on high memory.',
      },
      unit: 'bytes',
      queries: queries(
        { expr: gauge('sum', METRICS.process_memory_resident_bytes, PROCESS), legend: ofProcess },
        { expr: gauge('min', METRICS.process_memory_limit_bytes, PROCESS), legend: `limit, ${ofProcess}` }
      ),
      overrides: [limitLine('B'), ...overrideColours({ '^limit': COLOURS.target })],
      noValue: NO_DATA.agent,
      width: 8,
    }),
    timeSeries({
      id: 105,
      title: 'V8 heap',
      description: {
        shows:
          'Heap that is used and heap that is reserved; the limit at which the process ends is drawn when its name is clicked.',
        good: 'A saw-tooth around a level.',
        act: 'When the lowest points rise, objects are kept that nobody needs: take a heap snapshot.',
      },
      unit: 'bytes',
      queries: queries(
        {
          expr: gauge('max', METRICS.process_heap_bytes, ['service', 'state'], { state: ['used', 'total'] }),
          legend: '{{state}}, {{service}}',
        },
        {
          expr: gauge('max', METRICS.process_heap_bytes, ['service', 'state'], { state: 'limit' }),
          legend: '{{state}}, {{service}}',
        }
      ),
      overrides: [hiddenLine('B')],
      noValue: NO_DATA.agent,
      width: 8,
    }),
    timeSeries({
      id: 106,
      title: 'Usage as the engine sees it',
      description: {
        shows: 'CPU over the last 5 s and memory: the gauges that admission control and the triggers read.',
        good: 'As the panels at the top, but quicker.',
        act: 'Where they differ for long, look at the probes on the Optimizer dashboard.',
      },
      unit: 'ratio',
      queries: queries(
        { expr: gauge('max', METRICS.process_cpu_usage_ratio, PROCESS), legend: `CPU of ${ofProcess}` },
        { expr: gauge('max', METRICS.process_memory_usage_ratio, PROCESS), legend: `memory of ${ofProcess}` }
      ),
      noValue: NO_DATA.agent,
      min: 0,
      width: 8,
    }),
    timeSeries({
      id: 107,
      title: 'Active resources',
      description: {
        shows: 'Sockets, timers and handles that keep the event loop alive.',
        good: 'In step with the requests in flight.',
        act: 'A steady rise is a leak: something is opened and not closed.',
      },
      unit: 'count',
      queries: queries({ expr: gauge('sum', METRICS.process_active_resources, PROCESS), legend: ofProcess }),
      noValue: NO_DATA.agent,
      width: 8,
    }),
    timeSeries({
      id: 108,
      title: 'Mean garbage collection',
      description: {
        shows: 'Mean time of one collection by kind; the process answers nothing meanwhile.',
        good: 'Minor ones of a few milliseconds.',
        act: 'Long major ones: the heap holds very much; smaller caches, or more processes.',
      },
      unit: 'seconds',
      queries: queries({
        expr: mean(METRICS.process_gc_duration_seconds, ['service', 'kind']),
        legend: '{{service}} {{kind}}',
      }),
      noValue: NO_DATA.agent,
      width: 8,
    }),
    table({
      id: 109,
      title: 'Process starts',
      description: {
        shows: 'When each process began.',
        good: 'All about as old as the last deployment.',
        act: 'One that is younger than its neighbours has been restarted: its log says why.',
      },
      values: { A: `${gauge('max', METRICS.process_start_time_seconds, PROCESS)} * 1000` },
      columns: [
        { title: 'Service', from: { label: 'service' }, width: 180 },
        { title: 'Instance', from: { label: 'instance' }, width: 240, grows: true },
        { title: 'Started', from: { query: 'A' }, unit: 'ago', width: 180 },
      ],
      noValue: NO_DATA.agent,
      width: 24,
      height: 6,
    }),
  ],
};
