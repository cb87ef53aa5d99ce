import { METRICS, PANELS } from '@growth-engine/collector/contract';
import { NO_DATA } from './house/advice.js';
import type { Section } from './house/dashboard.js';
import { gauge, rate } from './house/promql.js';
import { queries } from './house/query.js';
import { timeSeries } from './house/timeseries.js';
import { hostDetails } from './system-host-details.js';

const HOST = ['instance'] as const;
const ids = PANELS.system;

const hosts: Section = {
  id: 904,
  question: 'Is a host short of something?',
  panels: [
    timeSeries({
      id: ids.cpu,
      title: 'Host CPU',
      description: {
        shows: 'Share of CPU time that was neither idle nor waiting for I/O.',
        good: 'Below 80 %, with room for a peak.',
        act: 'High while the processes above are not: a neighbour takes it. High with them: read the guide on high CPU.',
      },
      unit: 'ratio',
      queries: queries({ expr: gauge('max', METRICS.system_cpu_usage_ratio, HOST), legend: '{{instance}}' }),
      noValue: NO_DATA.host,
      min: 0,
      max: 1,
      width: 8,
    }),
    timeSeries({
      id: ids.memory,
      title: 'Host memory',
      description: {
        shows: 'Share of the memory that programs can no longer get without swapping; the page cache counts as free.',
        good: 'Below 90 %, and level.',
        act: 'Find the process that grows (processes, above and below), before the kernel ends one.',
      },
      unit: 'ratio',
      queries: queries({ expr: gauge('max', METRICS.system_memory_usage_ratio, HOST), legend: '{{instance}}' }),
      noValue: NO_DATA.host,
      min: 0,
      max: 1,
      width: 8,
    }),
    timeSeries({
      id: ids.disk,
      title: 'Disk utilization',
      description: {
        shows: 'Share of time with I/O in flight, per device.',
        good: 'Below 100 %. Fast disks serve much more at 100 % than slow ones.',
        act: 'Together with I/O pressure: look at disk operations below and at the temporary files of the database.',
      },
      unit: 'ratio',
      queries: queries({
        expr: gauge('max', METRICS.system_disk_io_utilization_ratio, ['instance', 'device']),
        legend: '{{instance}} {{device}}',
      }),
      noValue: NO_DATA.host,
      min: 0,
      max: 1,
      width: 8,
    }),
    timeSeries({
      id: ids.network,
      title: 'Network latency',
      description: {
        shows: 'Time of a TCP connect to each peer that the application really has.',
        good: 'Below a millisecond or so within a data centre, and level.',
        act: 'Compare with the wait for the database: a slow network makes every query slow.',
      },
      unit: 'seconds',
      queries: queries({
        expr: gauge('max', METRICS.system_network_latency_seconds, ['instance', 'peer']),
        legend: '{{peer}}, {{instance}}',
      }),
      noValue: NO_DATA.peers,
      width: 8,
    }),
    timeSeries({
      id: 110,
      title: 'Pressure',
      description: {
        shows: 'Share of time that tasks stalled for want of CPU, memory or I/O (PSI): some of them, or all (full).',
        good: 'Near 0.',
        act: 'The resource that stalls is the one to add, or to use less of.',
      },
      unit: 'ratio',
      queries: queries({
        expr: rate(METRICS.system_pressure_seconds_total, ['instance', 'resource', 'kind']),
        legend: '{{resource}} {{kind}}, {{instance}}',
      }),
      noValue: NO_DATA.kernel,
      largestFirst: true,
      width: 8,
    }),
    timeSeries({
      id: 111,
      title: 'File systems',
      description: {
        shows: 'Share of each file system that is not available to ordinary users.',
        good: 'Below 80 %.',
        act: 'Make room before it is full: PostgreSQL stops when it cannot write.',
      },
      unit: 'ratio',
      queries: queries({
        expr: gauge('max', METRICS.system_filesystem_usage_ratio, ['instance', 'mountpoint']),
        legend: '{{instance}} {{mountpoint}}',
      }),
      noValue: NO_DATA.host,
      min: 0,
      max: 1,
      width: 8,
    }),
  ],
};

export const hostSections: readonly Section[] = [hosts, hostDetails];
