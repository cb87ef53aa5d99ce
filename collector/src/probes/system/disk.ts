import { join } from 'node:path';
import { METRICS, type MetricDefinition } from '../../contract/index.js';
import { KeptFile } from '../kept-file.js';
import { readingProbe, type ReadingSeries } from '../reading-probe.js';
import { SlidingWindow } from '../sliding-window.js';
import type { Probe } from '../types.js';
import type { SystemProbeOptions } from './options.js';
import { ioUtilizationRatio, parseDiskstats, type DiskStat } from './parsers/diskstats.js';

const WINDOW_MS = 5000;

interface DiskReading {
  readonly disks: readonly DiskStat[];
  /** By device. */
  readonly utilization: ReadonlyMap<string, number>;
}

const perDevice = (definition: MetricDefinition, value: (disk: DiskStat) => number): ReadingSeries<DiskReading> => ({
  definition,
  emit: ({ disks }, emit) => {
    for (const disk of disks) emit([disk.device], value(disk));
  },
});

/** I/O of the host's disks from /proc/diskstats. */
export function diskProbe({ instruments, clock, procRoot }: SystemProbeOptions): Probe {
  const file = new KeptFile(join(procRoot ?? '/proc', 'diskstats'));
  const read = (): readonly DiskStat[] => parseDiskstats(file.read());
  let window: SlidingWindow<readonly DiskStat[]> | undefined;

  const utilization = (): ReadonlyMap<string, number> => {
    window ??= new SlidingWindow(clock, WINDOW_MS, read);
    const span = window.span();
    if (span === undefined) return new Map();
    const before = new Map(span.from.map((disk) => [disk.device, disk]));
    return new Map(
      span.to.flatMap((disk): [string, number][] => {
        const from = before.get(disk.device);
        return from === undefined ? [] : [[disk.device, ioUtilizationRatio(from, disk, span.durationMs / 1000)]];
      })
    );
  };

  return readingProbe<DiskReading>({
    name: 'disk',
    instruments,
    read: () => {
      const disks = read();
      return disks.length === 0 ? undefined : { disks, utilization: utilization() };
    },
    series: [
      perDevice(METRICS.system_disk_reads_completed_total, (disk) => disk.readsCompleted),
      perDevice(METRICS.system_disk_writes_completed_total, (disk) => disk.writesCompleted),
      perDevice(METRICS.system_disk_read_bytes_total, (disk) => disk.readBytes),
      perDevice(METRICS.system_disk_written_bytes_total, (disk) => disk.writtenBytes),
      perDevice(METRICS.system_disk_io_time_seconds_total, (disk) => disk.ioTimeSeconds),
      {
        definition: METRICS.system_disk_io_utilization_ratio,
        emit: (reading, emit) => {
          for (const [device, ratio] of reading.utilization) emit([device], ratio);
        },
      },
    ],
    close: () => {
      window?.close();
      file.close();
    },
  });
}
