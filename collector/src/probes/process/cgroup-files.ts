/** Texts of cgroup files, v1 and v2 (kernel, Documentation/admin-guide/cgroup-v{1,2}). Pure functions. */

export interface CgroupMount {
  readonly version: 1 | 2;
  /** Of v1; empty for v2. */
  readonly controllers: readonly string[];
  /** The part of the hierarchy that is mounted, as /proc/self/cgroup would name it. */
  readonly root: string;
  readonly mountpoint: string;
}

const unescape = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

/** The cgroup mounts of /proc/self/mountinfo (proc_pid_mountinfo(5)). */
export function parseCgroupMounts(mountinfo: string): readonly CgroupMount[] {
  return mountinfo.split('\n').flatMap((line): CgroupMount[] => {
    const [left = '', right] = line.split(' - ');
    const [, , , root = '', mountpoint = ''] = left.split(' ');
    const [type, , superOptions = ''] = (right ?? '').split(' ');
    if (type !== 'cgroup' && type !== 'cgroup2') return [];
    const version = type === 'cgroup' ? 1 : 2;
    return [
      {
        version,
        controllers: version === 1 ? superOptions.split(',') : [],
        root: unescape(root),
        mountpoint: unescape(mountpoint),
      },
    ];
  });
}

/** Path of the process per controller; v2 has the key `''`. */
export function parseCgroupPaths(selfCgroup: string): ReadonlyMap<string, string> {
  return new Map(
    selfCgroup.split('\n').flatMap((line): [string, string][] => {
      const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
      return controllers === undefined || path === undefined
        ? []
        : controllers.split(',').map((controller) => [controller, path]);
    })
  );
}

/** `cpu.max`: "max 100000" or "50000 100000"; in cores. */
export function parseCpuMax(text: string): number | undefined {
  const [quota = '', period = '100000'] = text.trim().split(/\s+/);
  return coresOf(Number(quota), Number(period));
}

/** Quota and period in microseconds; −1 is no quota. */
export const coresOf = (quota: number, period: number): number | undefined =>
  quota > 0 && period > 0 ? quota / period : undefined;

/** "max" and v1's 9223372036854771712 are no limit; the latter because it is more than any host has. */
export function parseBytes(text: string): number | undefined {
  const bytes = Number(text.trim());
  return Number.isFinite(bytes) && bytes >= 0 ? bytes : undefined;
}

/** A "name value" file: `cpu.stat`, `memory.stat`. */
export function parseStatFile(text: string): ReadonlyMap<string, number> {
  return new Map([...text.matchAll(/^(\S+) (\d+)$/gm)].map(([, name = '', value]) => [name, Number(value)]));
}
