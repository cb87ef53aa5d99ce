import { METRICS, type MetricDefinition } from '../../contract/index.js';
import { codeOf } from '../kept-file.js';
import { readingProbe, type ReadingSeries } from '../reading-probe.js';
import type { Probe } from '../types.js';
import { cpuProbe } from './cpu.js';
import { filesystemProbe } from './filesystem.js';
import { memoryProbe } from './memory.js';
import type { SystemProbeOptions } from './options.js';
import { portableCpuStat } from './portable-cpu.js';

interface NetworkStats {
  readonly iface: string;
  readonly rx_bytes: number;
  readonly tx_bytes: number;
  readonly rx_errors: number;
  readonly tx_errors: number;
}

/** The part of systeminformation that is used here. */
export interface SystemInformation {
  mem(): Promise<{ readonly total: number; readonly available: number }>;
  networkStats(devices: string): Promise<readonly NetworkStats[]>;
}

/** Undefined when the optional dependency is not installed. */
const loadSystemInformation = async (): Promise<SystemInformation | undefined> => {
  try {
    return await import('systeminformation');
  } catch (error) {
    if (codeOf(error) === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
};

const perDevice = (
  definition: MetricDefinition,
  value: (device: NetworkStats) => number
): ReadingSeries<readonly NetworkStats[]> => ({
  definition,
  emit: (devices, emit) => {
    for (const device of devices) emit([device.iface], value(device));
  },
});

/**
 * The host where there is no /proc: CPU and file systems by Node itself, memory and network by systeminformation, which
 * starts processes and is therefore asked for nothing that Node knows. Disk I/O and pressure are not measured there.
 */
export function portableProbes(options: SystemProbeOptions, load = loadSystemInformation): Probe[] {
  let loading: Promise<SystemInformation | undefined> | undefined;
  const ask = async <Answer>(question: (si: SystemInformation) => Promise<Answer>): Promise<Answer | undefined> => {
    loading ??= load().then((si) => {
      if (si === undefined) {
        options.log.info(
          {},
          'Memory and network of the host are not measured: npm install systeminformation adds them'
        );
      }
      return si;
    });
    const si = await loading;
    return si === undefined ? undefined : question(si);
  };
  return [
    cpuProbe(options, portableCpuStat),
    memoryProbe(options, () =>
      ask(async (si) => {
        const { total, available } = await si.mem();
        return { totalBytes: total, availableBytes: available };
      })
    ),
    filesystemProbe(options, [process.platform === 'win32' ? 'C:\\' : '/']),
    readingProbe<readonly NetworkStats[]>({
      name: 'network',
      instruments: options.instruments,
      read: () => ask((si) => si.networkStats('*')),
      series: [
        perDevice(METRICS.system_network_receive_bytes_total, (device) => device.rx_bytes),
        perDevice(METRICS.system_network_transmit_bytes_total, (device) => device.tx_bytes),
        perDevice(METRICS.system_network_receive_errors_total, (device) => device.rx_errors),
        perDevice(METRICS.system_network_transmit_errors_total, (device) => device.tx_errors),
      ],
    }),
  ];
}
