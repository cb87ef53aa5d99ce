import { METRICS, PANELS } from '@growth-engine/collector/contract';
import { NO_DATA } from './house/advice.js';
import { dashboard } from './house/dashboard.js';
import { hostSections } from './system-host.js';
import { describeThreshold, thresholdOverride, thresholdQuery } from './house/objectives.js';
import { derived, gauge, mean, quantile, rate } from './house/promql.js';
import { queries } from './house/query.js';
import { table } from './house/table.js';
import { howToRead } from './house/text.js';
import { limitLine, timeSeries } from './house/timeseries.js';

const PROCESS = ['service', 'instance'] as const;
const ofProcess = '{{service}} {{instance}}';
const ids = PANELS.system;

const now = {
  id: 901,
  question: 'Do the processes reach their limits?',
  panels: [
    timeSeries({
      id: ids.processCpu,
      title: 'CPU of the processes',
      description: `${describeThreshold('cpu')} Dashed: the threshold.`,
      unit: 'ratio',
      queries: [{ refId: 'cpu', expr: derived('cpu', PROCESS), legend: ofProcess }, thresholdQuery('cpu', ['service'])],
      overrides: [thresholdOverride('cpu')],
      noValue: NO_DATA.agent,
      min: 0,
      width: 8,
    }),
    timeSeries({
      id: ids.processMemory,
      title: 'Memory of the processes',
      description: `${describeThreshold('memory')} Dashed: the threshold.`,
      unit: 'ratio',
      queries: [
        { refId: 'memory', expr: derived('memory', PROCESS), legend: ofProcess },
        thresholdQuery('memory', ['service']),
      ],
      overrides: [thresholdOverride('memory')],
      noValue: NO_DATA.agent,
      min: 0,
      width: 8,
    }),
    timeSeries({
      id: ids.eventLoop,
      title: 'Event loop utilization',
      description: 'Share of time that the event loop was busy; near 1, requests wait for each other.',
      unit: 'ratio',
      queries: queries({ expr: derived('event_loop_utilization', PROCESS), legend: ofProcess }),
      noValue: NO_DATA.agent,
      min: 0,
      max: 1,
      width: 8,
    }),
  ],
} as const;

const attention = {
  id: 902,
  question: 'What holds them back?',
  panels: [
    timeSeries({
      id: 100,
      title: 'Event loop delay',
      description:
        'How late timers fire: what 99 % stay within. Long delays are synchronous work or garbage collection.',
      unit: 'seconds',
      queries: queries({ expr: quantile(0.99, METRICS.process_event_loop_delay_seconds, PROCESS), legend: ofProcess }),
      noValue: NO_DATA.agent,
      width: 8,
    }),
    timeSeries({
      id: 101,
      title: 'Held back by the CPU quota',
      description: 'Share of time that the cgroup of the process was throttled.',
      unit: 'ratio',
      queries: queries({ expr: rate(METRICS.process_cpu_throttled_seconds_total, PROCESS), legend: ofProcess }),
      noValue: NO_DATA.kernel,
      width: 8,
    }),
    timeSeries({
      id: 102,
      title: 'Time in garbage collection',
      description:
        'Share of time per kind of collection; rising major collections mean a heap that is too small or a leak.',
      unit: 'ratio',
      queries: queries({
        expr: rate(METRICS.process_gc_duration_seconds, ['service', 'kind'], {}, '_sum'),
        legend: '{{service}} {{kind}}',
      }),
      noValue: NO_DATA.agent,
      stacked: true,
      width: 8,
    }),
  ],
} as const;

const details = {
  id: 903,
  question: 'What do the processes use?',
  folded: true,
  panels: [
    timeSeries({
      id: 103,
      title: 'CPU time by mode',
      description: 'Cores used in user and in system mode, and how many the process may use.',
      unit: 'none',
      queries: queries(
        { expr: rate(METRICS.process_cpu_seconds_total, ['service', 'mode']), legend: '{{service}} {{mode}}' },
        { expr: gauge('sum', METRICS.process_cpu_limit_cores, ['service']), legend: 'limit of {{service}}' }
      ),
      overrides: [limitLine('B')],
      noValue: NO_DATA.agent,
      width: 8,
    }),
    timeSeries({
      id: 104,
      title: 'Resident memory',
      description: 'Resident memory of each process and the limit it stands against.',
      unit: 'bytes',
      queries: queries(
        { expr: gauge('sum', METRICS.process_memory_resident_bytes, PROCESS), legend: ofProcess },
        { expr: gauge('min', METRICS.process_memory_limit_bytes, PROCESS), legend: `limit of ${ofProcess}` }
      ),
      overrides: [limitLine('B')],
      noValue: NO_DATA.agent,
      width: 8,
    }),
    timeSeries({
      id: 105,
      title: 'V8 heap',
      description: 'Heap by state: used, reserved in total, and the limit at which the process ends.',
      unit: 'bytes',
      queries: queries({
        expr: gauge('max', METRICS.process_heap_bytes, ['service', 'state']),
        legend: '{{service}} {{state}}',
      }),
      noValue: NO_DATA.agent,
      width: 8,
    }),
    timeSeries({
      id: 106,
      title: 'Usage as the engine sees it',
      description: 'CPU over the last 5 s and memory, the gauges that admission control and the triggers read.',
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
      description: 'Sockets, timers and handles that keep the event loop alive; a steady rise is a leak.',
      unit: 'count',
      queries: queries({ expr: gauge('sum', METRICS.process_active_resources, PROCESS), legend: ofProcess }),
      noValue: NO_DATA.agent,
      width: 8,
    }),
    timeSeries({
      id: 108,
      title: 'Mean garbage collection',
      description: 'Mean time of one collection by kind; the process answers nothing meanwhile.',
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
      description: 'When each process began; one that is younger than its neighbours has been restarted.',
      values: { A: `${gauge('max', METRICS.process_start_time_seconds, PROCESS)} * 1000` },
      columns: [
        { title: 'Service', from: { label: 'service' } },
        { title: 'Instance', from: { label: 'instance' } },
        { title: 'Started', from: { query: 'A' }, unit: 'ago' },
      ],
      noValue: NO_DATA.agent,
      width: 24,
      height: 6,
    }),
  ],
} as const;

export const system = dashboard('system', 'CPU, memory, disk and network of hosts and processes.', [
  now,
  attention,
  ...hostSections,
  details,
  {
    id: 909,
    question: 'Help',
    panels: [
      howToRead(
        'Processes first, hosts below: the engine’s thresholds bound the **process** against its own limit (one core, or its quota; its memory',
        'limit). A host that is busy while the processes are not has a neighbour. Usage counts the memory that is not available; the page cache',
        'is. Dashed lines are the thresholds that people have set.'
      ),
    ],
  },
]);
