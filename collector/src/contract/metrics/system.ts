import { catalogue } from './types.js';

const counterOf = (unit: 'seconds' | 'bytes' | '', help: string, ...labels: string[]) =>
  ({ type: 'counter', unit, help, labels, exporter: 'both' }) as const;
const gaugeOf = (unit: 'bytes' | 'ratio' | 'seconds' | '', help: string, ...labels: string[]) =>
  ({ type: 'gauge', unit, help, labels, exporter: 'both' }) as const;

/** The host: exported by the collector, and by an agent whose host is another one. */
export const SYSTEM_METRICS = catalogue({
  system_cpu_seconds_total: counterOf('seconds', 'CPU time of the host by mode, over all CPUs.', 'mode'),
  system_cpus: gaugeOf('', 'CPUs that are online.'),
  system_cpu_usage_ratio: gaugeOf('ratio', 'Share of CPU time of the last 5 s that was not idle or waiting for I/O.'),
  system_memory_total_bytes: gaugeOf('bytes', 'Memory of the host.'),
  system_memory_available_bytes: gaugeOf('bytes', 'Memory that programs can get without swapping (MemAvailable).'),
  system_memory_usage_ratio: gaugeOf('ratio', 'Share of the memory that is not available.'),
  system_disk_reads_completed_total: counterOf('', 'Reads completed.', 'device'),
  system_disk_writes_completed_total: counterOf('', 'Writes completed.', 'device'),
  system_disk_read_bytes_total: counterOf('bytes', 'Data read.', 'device'),
  system_disk_written_bytes_total: counterOf('bytes', 'Data written.', 'device'),
  system_disk_io_time_seconds_total: counterOf('seconds', 'Time with I/O in flight.', 'device'),
  system_disk_io_utilization_ratio: gaugeOf('ratio', 'Share of the last 5 s with I/O in flight.', 'device'),
  system_filesystem_size_bytes: gaugeOf('bytes', 'Size of the file system.', 'mountpoint'),
  system_filesystem_available_bytes: gaugeOf('bytes', 'Space that ordinary users can still fill.', 'mountpoint'),
  system_filesystem_usage_ratio: gaugeOf('ratio', 'Share of the file system that is not available.', 'mountpoint'),
  system_network_receive_bytes_total: counterOf('bytes', 'Data received.', 'device'),
  system_network_transmit_bytes_total: counterOf('bytes', 'Data sent.', 'device'),
  system_network_receive_packets_total: counterOf('', 'Packets received.', 'device'),
  system_network_transmit_packets_total: counterOf('', 'Packets sent.', 'device'),
  system_network_receive_errors_total: counterOf('', 'Receive errors.', 'device'),
  system_network_transmit_errors_total: counterOf('', 'Transmit errors.', 'device'),
  system_network_latency_seconds: gaugeOf('seconds', 'Time of the last TCP connect to a peer of ours.', 'peer'),
  system_pressure_seconds_total: counterOf(
    'seconds',
    'Time that tasks stalled for a resource (PSI).',
    'resource',
    'kind'
  ),
});
