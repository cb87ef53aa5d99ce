import { METRICS } from '@growth-engine/collector/contract';
import { NO_DATA } from './house/advice.js';
import { COLOURS } from './house/colours.js';
import type { Section } from './house/dashboard.js';
import { overrideColours } from './house/panel.js';
import { gauge, rate } from './house/promql.js';
import { queries } from './house/query.js';
import { limitLine, timeSeries } from './house/timeseries.js';

const HOST = ['instance'] as const;

export const hostDetails: Section = {
  id: 905,
  question: 'What does the host do?',
  folded: true,
  panels: [
    timeSeries({
      id: 112,
      title: 'CPU by mode',
      description: {
        shows: 'Cores per mode, one on top of the other, and how many there are (dashed).',
        good: 'Much idle.',
        act: 'iowait: look at the disks. steal: the machine beneath is busy. softirq: much network traffic.',
      },
      unit: 'none',
      queries: queries(
        { expr: rate(METRICS.system_cpu_seconds_total, ['mode']), legend: '{{mode}}' },
        { expr: gauge('sum', METRICS.system_cpus, HOST), legend: 'CPUs of {{instance}}' }
      ),
      overrides: [
        limitLine('B'),
        ...overrideColours({
          '^idle$': COLOURS.good,
          '^user$': COLOURS.neutral,
          '^system$': COLOURS.other,
          '^iowait$': COLOURS.attention,
          '^steal$': COLOURS.bad,
          '^CPUs': COLOURS.target,
        }),
      ],
      noValue: NO_DATA.host,
      decimals: 2,
      stacked: true,
      width: 8,
    }),
    timeSeries({
      id: 113,
      title: 'Memory',
      description: {
        shows: 'Memory in all (dashed), and what programs can still get.',
        good: 'The line well above 0, and level.',
        act: 'When it falls steadily, look for the process that grows.',
      },
      unit: 'bytes',
      queries: queries(
        { expr: gauge('max', METRICS.system_memory_available_bytes, HOST), legend: 'available, {{instance}}' },
        { expr: gauge('max', METRICS.system_memory_total_bytes, HOST), legend: 'total, {{instance}}' }
      ),
      overrides: [limitLine('B'), ...overrideColours({ '^total': COLOURS.target })],
      noValue: NO_DATA.host,
      width: 8,
    }),
    timeSeries({
      id: 114,
      title: 'File system space',
      description: {
        shows: 'Size of each file system (dashed), and what ordinary users can still fill.',
        good: 'Level, or falling slowly.',
        act: 'Falling fast: logs, temporary files, or WAL that nobody takes.',
      },
      unit: 'bytes',
      queries: queries(
        {
          expr: gauge('max', METRICS.system_filesystem_available_bytes, ['mountpoint']),
          legend: 'available, {{mountpoint}}',
        },
        { expr: gauge('max', METRICS.system_filesystem_size_bytes, ['mountpoint']), legend: 'size, {{mountpoint}}' }
      ),
      overrides: [limitLine('B'), ...overrideColours({ '^size': COLOURS.target })],
      noValue: NO_DATA.host,
      width: 8,
    }),
    timeSeries({
      id: 115,
      title: 'Disk throughput',
      description: {
        shows: 'Data read and written per second.',
        good: 'As the load would have it.',
        act: 'Reads that rise with the query time: the data no longer fits into memory.',
      },
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
      description: {
        shows: 'Reads and writes completed per second.',
        good: 'Below what the disk is rated for.',
        act: 'Many small writes: commits; fewer and larger transactions help.',
      },
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
      description: {
        shows: 'Share of time with I/O in flight, from the counter: exact over any range.',
        good: 'Below 100 %.',
        act: 'Steadily near 100 %: see throughput and operations for what fills it.',
      },
      unit: 'ratio',
      queries: queries({ expr: rate(METRICS.system_disk_io_time_seconds_total, ['device']), legend: '{{device}}' }),
      noValue: NO_DATA.host,
      width: 8,
    }),
    timeSeries({
      id: 118,
      title: 'Network throughput',
      description: {
        shows: 'Data received and sent per second, by device.',
        good: 'Well below what the link carries.',
        act: 'Large answers: compression, or fewer fields.',
      },
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
      description: {
        shows: 'Packets received and sent per second, by device.',
        good: 'In step with the throughput.',
        act: 'Many packets with little data: connections are opened anew; keep them alive.',
      },
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
      description: {
        shows: 'Receive and transmit errors per second, by device.',
        good: '0.',
        act: 'Anything else deserves a look at the link, its driver and its cable.',
      },
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
