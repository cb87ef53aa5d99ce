import { join } from 'node:path';
import { METRICS, type MetricDefinition } from '../../contract/index.js';
import { KeptFile } from '../kept-file.js';
import { readingProbe, type ReadingSeries } from '../reading-probe.js';
import type { Probe } from '../types.js';
import type { SystemProbeOptions } from './options.js';
import { parseNetDev, type NetworkDevice } from './parsers/net-dev.js';

const perDevice = (
  definition: MetricDefinition,
  value: (device: NetworkDevice) => number
): ReadingSeries<readonly NetworkDevice[]> => ({
  definition,
  emit: (devices, emit) => {
    for (const device of devices) emit([device.device], value(device));
  },
});

/** Traffic of the network devices of this network namespace. */
export function networkProbe({ instruments, procRoot }: SystemProbeOptions): Probe {
  const file = new KeptFile(join(procRoot ?? '/proc', 'net', 'dev'));
  return readingProbe<readonly NetworkDevice[]>({
    name: 'network',
    instruments,
    read: () => {
      const devices = parseNetDev(file.read());
      return devices.length === 0 ? undefined : devices;
    },
    series: [
      perDevice(METRICS.system_network_receive_bytes_total, (device) => device.receiveBytes),
      perDevice(METRICS.system_network_transmit_bytes_total, (device) => device.transmitBytes),
      perDevice(METRICS.system_network_receive_packets_total, (device) => device.receivePackets),
      perDevice(METRICS.system_network_transmit_packets_total, (device) => device.transmitPackets),
      perDevice(METRICS.system_network_receive_errors_total, (device) => device.receiveErrors),
      perDevice(METRICS.system_network_transmit_errors_total, (device) => device.transmitErrors),
    ],
    close: () => file.close(),
  });
}
