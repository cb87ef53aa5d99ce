import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { METRICS, type MetricDefinition } from '../../contract/index.js';
import { KeptFile } from '../kept-file.js';
import { readingProbe, type ReadingSeries } from '../reading-probe.js';
import type { Probe } from '../types.js';
import type { SystemProbeOptions } from './options.js';
import { parseMounts } from './parsers/mounts.js';

interface FilesystemReading {
  readonly mountpoint: string;
  readonly sizeBytes: number;
  readonly availableBytes: number;
}

const perMount = (
  definition: MetricDefinition,
  value: (filesystem: FilesystemReading) => number
): ReadingSeries<readonly FilesystemReading[]> => ({
  definition,
  emit: (filesystems, emit) => {
    for (const filesystem of filesystems) emit([filesystem.mountpoint], value(filesystem));
  },
});

async function readFilesystem(mountpoint: string): Promise<FilesystemReading[]> {
  const { blocks, bavail, bsize } = await statfs(mountpoint);
  return blocks === 0 ? [] : [{ mountpoint, sizeBytes: blocks * bsize, availableBytes: bavail * bsize }];
}

/** Space of the local file systems; `mountpoints` replaces those of /proc/self/mounts. */
export function filesystemProbe({ instruments, procRoot }: SystemProbeOptions, mountpoints?: readonly string[]): Probe {
  const file = new KeptFile(join(procRoot ?? '/proc', 'self', 'mounts'));
  return readingProbe<readonly FilesystemReading[]>({
    name: 'filesystem',
    instruments,
    read: async () => {
      const paths = mountpoints ?? parseMounts(file.read()).map((mount) => mount.mountpoint);
      const results = await Promise.allSettled(paths.map(readFilesystem));
      const read = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
      const failure = results.find((result) => result.status === 'rejected');
      // A mount that is gone or forbidden costs itself; only when none can be read is the probe at fault.
      if (read.length === 0 && failure !== undefined) throw failure.reason;
      return read.length === 0 ? undefined : read;
    },
    series: [
      perMount(METRICS.system_filesystem_size_bytes, (filesystem) => filesystem.sizeBytes),
      perMount(METRICS.system_filesystem_available_bytes, (filesystem) => filesystem.availableBytes),
      perMount(
        METRICS.system_filesystem_usage_ratio,
        ({ sizeBytes, availableBytes }) => 1 - availableBytes / sizeBytes
      ),
    ],
    close: () => file.close(),
  });
}
