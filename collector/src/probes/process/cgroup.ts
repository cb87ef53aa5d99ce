import { join, relative } from 'node:path';
import { KeptFile } from '../kept-file.js';
import {
  coresOf,
  parseBytes,
  parseCgroupMounts,
  parseCgroupPaths,
  parseCpuMax,
  parseStatFile,
  type CgroupMount,
} from './cgroup-files.js';

/** What the cgroup of this process and those above it allow and count. Undefined: no limit, or no such file. */
export interface Cgroup {
  /** Cores, e.g. 0.5. */
  cpuQuotaCores(): number | undefined;
  /** Seconds that tasks of the cgroup were held back by the quota, since it was made. */
  throttledSeconds(): number | undefined;
  memoryLimitBytes(): number | undefined;
  /** Memory that cannot be given back at once: without the inactive part of the page cache. */
  memoryUsedBytes(): number | undefined;
  close(): void;
}

interface Place {
  readonly version: 1 | 2;
  /** Folder of the process, then of each cgroup above it, up to the mount. */
  readonly folders: readonly [string, ...string[]];
}

/** From the folder of `path` up to the mount; a path outside the mounted part (a container's own view) is the mount. */
function foldersOf(mount: CgroupMount, path: string): [string, ...string[]] {
  const below = relative(mount.root, path);
  const parts = below === '' || below.startsWith('..') ? [] : below.split('/');
  const folders: [string, ...string[]] = [mount.mountpoint];
  for (const part of parts) folders.unshift(join(folders[0], part));
  return folders;
}

/** Hybrid hosts mount both versions: each controller is looked up by itself. */
function placeOf(
  controller: string,
  mounts: readonly CgroupMount[],
  paths: ReadonlyMap<string, string>
): Place | undefined {
  const v1 = mounts.find((mount) => mount.version === 1 && mount.controllers.includes(controller));
  const v1Path = paths.get(controller);
  if (v1 !== undefined && v1Path !== undefined) return { version: 1, folders: foldersOf(v1, v1Path) };
  const v2 = mounts.find((mount) => mount.version === 2);
  const v2Path = paths.get('');
  return v2 === undefined || v2Path === undefined ? undefined : { version: 2, folders: foldersOf(v2, v2Path) };
}

const smallest = (values: readonly (number | undefined)[]): number | undefined => {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
};

/** Undefined where there are no cgroups. @throws what reading /proc throws for another reason. */
export function findCgroup(procRoot: string): Cgroup | undefined {
  const read = (name: string): string | undefined => {
    const file = new KeptFile(join(procRoot, 'self', name));
    const text = file.readIfPresent();
    file.close();
    return text;
  };
  const mounts = parseCgroupMounts(read('mountinfo') ?? '');
  const paths = parseCgroupPaths(read('cgroup') ?? '');
  const cpu = placeOf('cpu', mounts, paths);
  const memory = placeOf('memory', mounts, paths);
  return cpu === undefined && memory === undefined ? undefined : cgroupAt(cpu, memory);
}

function cgroupAt(cpu: Place | undefined, memory: Place | undefined): Cgroup {
  const files = new Map<string, KeptFile>();
  const read = (folder: string, name: string): string | undefined => {
    const path = join(folder, name);
    let file = files.get(path);
    if (file === undefined) {
      file = new KeptFile(path);
      files.set(path, file);
    }
    return file.readIfPresent();
  };
  const map = <Value>(text: string | undefined, parse: (text: string) => Value): Value | undefined =>
    text === undefined ? undefined : parse(text);

  const quotaOf = (version: 1 | 2, folder: string): number | undefined =>
    version === 2
      ? map(read(folder, 'cpu.max'), parseCpuMax)
      : coresOf(
          Number(read(folder, 'cpu.cfs_quota_us') ?? Number.NaN),
          Number(read(folder, 'cpu.cfs_period_us') ?? Number.NaN)
        );

  return {
    cpuQuotaCores: () => cpu && smallest(cpu.folders.map((folder) => quotaOf(cpu.version, folder))),

    throttledSeconds() {
      if (cpu === undefined) return undefined;
      const stat = map(read(cpu.folders[0], 'cpu.stat'), parseStatFile);
      // Microseconds in v2, nanoseconds in v1.
      const [field, perSecond] =
        cpu.version === 2 ? (['throttled_usec', 1e6] as const) : (['throttled_time', 1e9] as const);
      const throttled = stat?.get(field);
      return throttled === undefined ? undefined : throttled / perSecond;
    },

    memoryLimitBytes: () =>
      memory &&
      smallest(
        memory.folders.map((folder) =>
          map(read(folder, memory.version === 2 ? 'memory.max' : 'memory.limit_in_bytes'), parseBytes)
        )
      ),

    memoryUsedBytes() {
      if (memory === undefined) return undefined;
      const [folder] = memory.folders;
      const isV2 = memory.version === 2;
      const used = map(read(folder, isV2 ? 'memory.current' : 'memory.usage_in_bytes'), parseBytes);
      const stat = map(read(folder, 'memory.stat'), parseStatFile);
      const inactive = stat?.get(isV2 ? 'inactive_file' : 'total_inactive_file') ?? 0;
      return used === undefined ? undefined : Math.max(0, used - inactive);
    },

    close() {
      for (const file of files.values()) file.close();
      files.clear();
    },
  };
}
