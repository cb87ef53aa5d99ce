import { METRICS, PANELS } from '@growth-engine/collector/contract';
import { NO_DATA } from './house/advice.js';
import { dashboard } from './house/dashboard.js';
import { hostSections } from './system-host.js';
import { describeThreshold, thresholdOverride, thresholdQuery } from './house/objectives.js';
import { derived, quantile, rate } from './house/promql.js';
import { queries } from './house/query.js';
import { howToRead } from './house/text.js';
import { timeSeries } from './house/timeseries.js';
import { processDetails } from './system-process-details.js';

const PROCESS = ['service', 'instance'] as const;
const ofProcess = '{{service}} {{instance}}';
const ids = PANELS.system;

const now = {
  id: 901,
  question: 'Do the processes reach their limits?',
  panels: [
    timeSeries({
      id: ids.processCpu,
      title: 'Process CPU',
      description: {
        shows: `${describeThreshold('cpu')} Dashed: the threshold.`,
        good: 'Below the dashed line.',
        act: 'Read the guide; more instances help where the work itself is right.',
      },
      unit: 'ratio',
      queries: [{ refId: 'cpu', expr: derived('cpu', PROCESS), legend: ofProcess }, thresholdQuery('cpu', ['service'])],
      overrides: [thresholdOverride('cpu')],
      noValue: NO_DATA.agent,
      min: 0,
      guide: 'high-cpu',
      width: 8,
    }),
    timeSeries({
      id: ids.processMemory,
      title: 'Process memory',
      description: {
        shows: `${describeThreshold('memory')} Dashed: the threshold.`,
        good: 'Below the dashed line, and level.',
        act: 'Read the guide. A steady rise is a leak: compare the V8 heap and the active resources below.',
      },
      unit: 'ratio',
      queries: [
        { refId: 'memory', expr: derived('memory', PROCESS), legend: ofProcess },
        thresholdQuery('memory', ['service']),
      ],
      overrides: [thresholdOverride('memory')],
      noValue: NO_DATA.agent,
      min: 0,
      guide: 'high-memory',
      width: 8,
    }),
    timeSeries({
      id: ids.eventLoop,
      title: 'Event loop use',
      description: {
        shows: 'Share of time that the event loop was busy.',
        good: 'Below 70 %: near 100 %, requests wait for each other.',
        act: 'Look for synchronous work; more processes share the load.',
      },
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
      description: {
        shows: 'How late timers fire: what 99 % stay within.',
        good: 'Below some tens of milliseconds.',
        act: 'Long delays are synchronous work or garbage collection: compare the panel on the right.',
      },
      unit: 'seconds',
      queries: queries({ expr: quantile(0.99, METRICS.process_event_loop_delay_seconds, PROCESS), legend: ofProcess }),
      noValue: NO_DATA.agent,
      width: 8,
    }),
    timeSeries({
      id: 101,
      title: 'Held back by its quota',
      description: {
        shows: 'Share of time that the cgroup of the process was throttled.',
        good: '0 %.',
        act: 'Raise the quota, or use less: a throttled process answers nobody meanwhile.',
      },
      unit: 'ratio',
      queries: queries({ expr: rate(METRICS.process_cpu_throttled_seconds_total, PROCESS), legend: ofProcess }),
      noValue: NO_DATA.kernel,
      width: 8,
    }),
    timeSeries({
      id: 102,
      title: 'Garbage collection',
      description: {
        shows: 'Share of time per kind of collection, one on top of the other.',
        good: 'Below some percent, nearly all of it minor.',
        act: 'Rising major collections: a heap that is too small, or a leak. Read the guide on high memory.',
      },
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

export const system = dashboard('system', 'CPU, memory, disk and network of hosts and processes.', [
  now,
  attention,
  ...hostSections,
  processDetails,
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
