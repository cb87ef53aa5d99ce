import { METRICS, PANELS } from '@growth-engine/collector/contract';
import { NO_DATA } from './house/advice.js';
import type { Section } from './house/dashboard.js';
import { gauge, rate } from './house/promql.js';
import { queries } from './house/query.js';
import { limitLine, timeSeries } from './house/timeseries.js';

const HOST = ['instance'] as const;
const ids = PANELS.system;

const hosts: Section = {
  id: 904,
  question: 'Is a host short of something?',
  panels: [
    timeSeries({
      id: ids.cpu,
      title: 'CPU of the host',
      description: 'Share of CPU time that was neither idle nor waiting for I/O.',
      unit: 'ratio',
      queries: queries({ expr: gauge('max', METRICS.system_cpu_usage_ratio, HOST), legend: '{{instance}}' }),
      noValue: NO_DATA.host,
      min: 0,
      max: 1,
      width: 6,
    }),
    timeSeries({
      id: ids.memory,
      title: 'Memory of the host',
      description: 'Share of the memory that programs can no longer get without swapping.',
      unit: 'ratio',
      queries: queries({ expr: gauge('max', METRICS.system_memory_usage_ratio, HOST), legend: '{{instance}}' }),
      noValue: NO_DATA.host,
      min: 0,
      max: 1,
      width: 6,
    }),
    timeSeries({
      id: ids.disk,
      title: 'Disk utilization',
      description: 'Share of time with I/O in flight, per device. Fast disks serve much more at 1 than slow ones.',
      unit: 'ratio',
      queries: queries({
        expr: gauge('max', METRICS.system_disk_io_utilization_ratio, ['instance', 'device']),
        legend: '{{instance}} {{device}}',
      }),
      noValue: NO_DATA.host,
      min: 0,
      max: 1,
      width: 6,
    }),
    timeSeries({
      id: ids.network,
      title: 'Network latency',
      description: 'Time of a TCP connect to each peer that the application really has.',
      unit: 'seconds',
      queries: queries({
        expr: gauge('max', METRICS.system_network_latency_seconds, ['instance', 'peer']),
        legend: '{{instance}} → {{peer}}',
      }),
      noValue: NO_DATA.peers,
      width: 6,
    }),
    timeSeries({
      id: 110,
      title: 'Pressure',
      description: 'Share of time that tasks stalled for want of CPU, memory or I/O (PSI).',
      unit: 'ratio',
      queries: queries({
        expr: rate(METRICS.system_pressure_seconds_total, ['instance', 'resource', 'kind']),
        legend: '{{resource}} {{kind}} {{instance}}',
      }),
      noValue: NO_DATA.kernel,
      largestFirst: true,
      width: 12,
    }),
    timeSeries({
      id: 111,
      title: 'File systems',
      description: 'Share of each file system that is not available.',
      unit: 'ratio',
      queries: queries({
        expr: gauge('max', METRICS.system_filesystem_usage_ratio, ['instance', 'mountpoint']),
        legend: '{{instance}} {{mountpoint}}',
      }),
      noValue: NO_DATA.host,
      min: 0,
      max: 1,
      width: 12,
    }),
  ],
};

const hostDetails: Section = {
  id: 905,
  question: 'What does the host do?',
  folded: true,
  panels: [
    timeSeries({
      id: 112,
      title: 'CPU by mode',
      description: 'Cores per mode, and how many there are.',
      unit: 'none',
      queries: queries(
        { expr: rate(METRICS.system_cpu_seconds_total, ['mode']), legend: '{{mode}}' },
        { expr: gauge('sum', METRICS.system_cpus, HOST), legend: 'CPUs of {{instance}}' }
      ),
      overrides: [limitLine('B')],
      noValue: NO_DATA.host,
      width: 8,
    }),
    timeSeries({
      id: 113,
      title: 'Memory',
      description: 'Memory in all, and what programs can still get.',
      unit: 'bytes',
      queries: queries(
        { expr: gauge('max', METRICS.system_memory_available_bytes, HOST), legend: 'available, {{instance}}' },
        { expr: gauge('max', METRICS.system_memory_total_bytes, HOST), legend: 'total, {{instance}}' }
      ),
      overrides: [limitLine('B')],
      noValue: NO_DATA.host,
      width: 8,
    }),
    timeSeries({
      id: 114,
      title: 'File system space',
      description: 'Size of each file system, and what ordinary users can still fill.',
      unit: 'bytes',
      queries: queries(
        {
          expr: gauge('max', METRICS.system_filesystem_available_bytes, ['mountpoint']),
          legend: 'available, {{mountpoint}}',
        },
        { expr: gauge('max', METRICS.system_filesystem_size_bytes, ['mountpoint']), legend: 'size, {{mountpoint}}' }
      ),
      overrides: [limitLine('B')],
      noValue: NO_DATA.host,
      width: 8,
    }),
    timeSeries({
      id: 115,
      title: 'Disk throughput',
      description: 'Data read and written per second.',
      unit: 'bytesPerSecond',
      queries: queries(
        { expr: rate(METRICS.system_disk_read_bytes_total, ['device']), legend: 'read, {{device}}' },
        { expr: rate(METRICS.system_disk_written_bytes_total, ['device']), legend: 'written, {{device}}' }
      ),
      noValue: NO_DATA.host,
      width: 8,
    }),
    timeSeries({
      id: 116,
      title: 'Disk operations',
      description: 'Reads and writes completed per second.',
      unit: 'ioPerSecond',
      queries: queries(
        { expr: rate(METRICS.system_disk_reads_completed_total, ['device']), legend: 'reads, {{device}}' },
        { expr: rate(METRICS.system_disk_writes_completed_total, ['device']), legend: 'writes, {{device}}' }
      ),
      noValue: NO_DATA.host,
      width: 8,
    }),
    timeSeries({
      id: 117,
      title: 'Disk busy',
      description: 'Share of time with I/O in flight, from the counter: exact over any range.',
      unit: 'ratio',
      queries: queries({ expr: rate(METRICS.system_disk_io_time_seconds_total, ['device']), legend: '{{device}}' }),
      noValue: NO_DATA.host,
      width: 8,
    }),
    timeSeries({
      id: 118,
      title: 'Network throughput',
      description: 'Data received and sent per second.',
      unit: 'bytesPerSecond',
      queries: queries(
        { expr: rate(METRICS.system_network_receive_bytes_total, ['device']), legend: 'received, {{device}}' },
        { expr: rate(METRICS.system_network_transmit_bytes_total, ['device']), legend: 'sent, {{device}}' }
      ),
      noValue: NO_DATA.host,
      width: 8,
    }),
    timeSeries({
      id: 119,
      title: 'Packets',
      description: 'Packets received and sent per second.',
      unit: 'packetsPerSecond',
      queries: queries(
        { expr: rate(METRICS.system_network_receive_packets_total, ['device']), legend: 'received, {{device}}' },
        { expr: rate(METRICS.system_network_transmit_packets_total, ['device']), legend: 'sent, {{device}}' }
      ),
      noValue: NO_DATA.host,
      width: 8,
    }),
    timeSeries({
      id: 120,
      title: 'Network errors',
      description: 'Receive and transmit errors per second; anything but 0 deserves a look at the link.',
      unit: 'perSecond',
      queries: queries(
        { expr: rate(METRICS.system_network_receive_errors_total, ['device']), legend: 'receive, {{device}}' },
        { expr: rate(METRICS.system_network_transmit_errors_total, ['device']), legend: 'transmit, {{device}}' }
      ),
      noValue: NO_DATA.host,
      width: 8,
    }),
  ],
};

export const hostSections: readonly Section[] = [hosts, hostDetails];
