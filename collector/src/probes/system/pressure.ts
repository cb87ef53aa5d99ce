import { join } from 'node:path';
import { METRICS } from '../../contract/index.js';
import { KeptFile } from '../kept-file.js';
import { readingProbe } from '../reading-probe.js';
import type { Probe } from '../types.js';
import type { SystemProbeOptions } from './options.js';
import { parsePressure, PRESSURE_RESOURCES, type PressureResource, type Stall } from './parsers/pressure.js';

interface PressureReading {
  readonly resource: PressureResource;
  readonly stalls: readonly Stall[];
}

/** Pressure stall information (PSI) of the host; a kernel without it, or with parts of it, is no failure. */
export function pressureProbe({ instruments, procRoot }: SystemProbeOptions): Probe {
  const files = PRESSURE_RESOURCES.map((resource) => ({
    resource,
    file: new KeptFile(join(procRoot ?? '/proc', 'pressure', resource)),
  }));
  return readingProbe<readonly PressureReading[]>({
    name: 'pressure',
    instruments,
    read: () => {
      const readings = files.flatMap(({ resource, file }): PressureReading[] => {
        const text = file.readIfPresent();
        return text === undefined ? [] : [{ resource, stalls: parsePressure(text) }];
      });
      return readings.length === 0 ? undefined : readings;
    },
    series: [
      {
        definition: METRICS.system_pressure_seconds_total,
        emit: (readings, emit) => {
          for (const { resource, stalls } of readings) {
            for (const { kind, seconds } of stalls) emit([resource, kind], seconds);
          }
        },
      },
    ],
    close: () => {
      for (const { file } of files) file.close();
    },
  });
}
