import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../agent/testing/manual-clock.js';
import { findCgroup } from './cgroup.js';
import { parseCgroupMounts, parseCgroupPaths, parseCpuMax } from './cgroup-files.js';
import { createProcessUsage } from './usage.js';

const GIB = 2 ** 30;
const NO_LIMIT_V1 = '9223372036854771712\n';
let root: string;

const write = (path: string, text: string): void => {
  const target = join(root, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
};
const mountinfo = (...mounts: readonly [string, string, string, string][]): void =>
  write(
    'proc/self/mountinfo',
    ['22 1 8:1 / / rw - ext4 /dev/sda1 rw']
      .concat(
        mounts.map(
          ([at, from, type, options]) =>
            `32 22 0:29 ${from} ${join(root, at)} rw,nosuid shared:9 - ${type} ${type} rw,${options}`
        )
      )
      .join('\n')
  );
const cgroupPaths = (...lines: string[]): void => write('proc/self/cgroup', `${lines.join('\n')}\n`);
const find = () => findCgroup(join(root, 'proc'));

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cgroup-'));
  write('proc/meminfo', `MemTotal: ${(8 * GIB) / 1024} kB\nMemAvailable: 1 kB\n`);
});
afterEach(() => rmSync(root, { recursive: true }));

/** Half a CPU and 512 MiB, in a slice with 2 CPUs and 4 GiB. */
function version2(): void {
  mountinfo(['cg', '/', 'cgroup2', 'nsdelegate']);
  cgroupPaths('0::/app.slice/shop.service');
  write('cg/app.slice/shop.service/cpu.max', '50000 100000\n');
  write('cg/app.slice/shop.service/cpu.stat', 'usage_usec 9\nnr_throttled 3\nthrottled_usec 2500000\n');
  write('cg/app.slice/shop.service/memory.max', `${GIB / 2}\n`);
  write('cg/app.slice/shop.service/memory.current', '1000\n');
  write('cg/app.slice/shop.service/memory.stat', 'anon 400\ninactive_file 600\n');
  write('cg/app.slice/cpu.max', '200000 100000\n');
  write('cg/app.slice/memory.max', `${4 * GIB}\n`);
}

describe('the cgroup of the process', () => {
  it('of version 2 gives quota, limit, throttling, and memory without the inactive page cache', () => {
    version2();
    const cgroup = find();
    expect(cgroup?.cpuQuotaCores()).toBe(0.5);
    expect(cgroup?.memoryLimitBytes()).toBe(GIB / 2);
    expect(cgroup?.throttledSeconds()).toBe(2.5);
    expect(cgroup?.memoryUsedBytes()).toBe(400);
    cgroup?.close();
  });

  it('is bounded by the cgroups above it', () => {
    version2();
    write('cg/app.slice/shop.service/cpu.max', 'max 100000\n');
    write('cg/app.slice/shop.service/memory.max', 'max\n');
    write('cg/app.slice/cpu.max', '25000 100000\n');
    const cgroup = find();
    expect(cgroup?.cpuQuotaCores()).toBe(0.25);
    expect(cgroup?.memoryLimitBytes()).toBe(4 * GIB);
    cgroup?.close();
  });

  it('in a container with its own namespace is the mount itself', () => {
    mountinfo(['cg', '/', 'cgroup2', '']);
    cgroupPaths('0::/');
    write('cg/cpu.max', '150000 100000\n');
    const cgroup = find();
    expect(cgroup?.cpuQuotaCores()).toBe(1.5);
    expect(cgroup?.memoryLimitBytes()).toBeUndefined();
    expect(cgroup?.throttledSeconds()).toBeUndefined();
    cgroup?.close();
  });

  it('of version 1 is looked up by controller, below the part of the hierarchy that is mounted', () => {
    mountinfo(
      ['cpu', '/docker/abc', 'cgroup', 'cpu,cpuacct'],
      ['memory', '/docker/abc', 'cgroup', 'memory'],
      ['unified', '/', 'cgroup2', '']
    );
    cgroupPaths('4:memory:/docker/abc', '2:cpu,cpuacct:/docker/abc', '0::/');
    write('cpu/cpu.cfs_quota_us', '50000\n');
    write('cpu/cpu.cfs_period_us', '100000\n');
    write('cpu/cpu.stat', 'nr_periods 1\nthrottled_time 1500000000\n');
    write('memory/memory.limit_in_bytes', `${GIB}\n`);
    write('memory/memory.usage_in_bytes', '900\n');
    write('memory/memory.stat', 'inactive_file 1\ntotal_inactive_file 300\n');
    const cgroup = find();
    expect(cgroup?.cpuQuotaCores()).toBe(0.5);
    expect(cgroup?.throttledSeconds()).toBe(1.5);
    expect(cgroup?.memoryLimitBytes()).toBe(GIB);
    expect(cgroup?.memoryUsedBytes()).toBe(600);
    cgroup?.close();
  });

  it('of version 1 without a quota has none, and its "no limit" is more than any host has', () => {
    mountinfo(['cpu', '/', 'cgroup', 'cpu'], ['memory', '/', 'cgroup', 'memory']);
    cgroupPaths('4:memory:/user', '2:cpu:/user');
    write('cpu/user/cpu.cfs_quota_us', '-1\n');
    write('cpu/user/cpu.cfs_period_us', '100000\n');
    write('memory/user/memory.limit_in_bytes', NO_LIMIT_V1);
    const cgroup = find();
    expect(cgroup?.cpuQuotaCores()).toBeUndefined();
    const usage = createProcessUsage({ clock: new ManualClock(), procRoot: join(root, 'proc') });
    expect(usage.memoryLimitBytes()).toBe(8 * GIB);
    expect(usage.cpuLimitCores).toBe(1);
    usage.close();
    cgroup?.close();
  });

  it('is undefined where there is none', () => {
    expect(find()).toBeUndefined();
    mountinfo();
    cgroupPaths('');
    expect(find()).toBeUndefined();
  });
});

describe('cgroup texts', () => {
  it('are read with their escapes, commas and colons', () => {
    const text =
      '31 23 0:28 /a\\040b /sys/fs/c\\040g rw - cgroup cgroup rw,cpu,cpuacct\n9 9 0:1 / /proc rw - proc proc rw\n';
    expect(parseCgroupMounts(text)).toEqual([
      { version: 1, controllers: ['rw', 'cpu', 'cpuacct'], root: '/a b', mountpoint: '/sys/fs/c g' },
    ]);
    expect([...parseCgroupPaths('3:cpu,cpuacct:/a:b\n1:name=systemd:/\n0::/x\n')]).toEqual([
      ['cpu', '/a:b'],
      ['cpuacct', '/a:b'],
      ['name=systemd', '/'],
      ['', '/x'],
    ]);
    expect(parseCpuMax('max 100000\n')).toBeUndefined();
    expect(parseCpuMax('12500\n')).toBe(0.125);
  });
});

describe('the usage of the process', () => {
  const usageOf = (memoryLimitBytes?: number) => {
    const clock = new ManualClock();
    let cpuMicroseconds = 0;
    const usage = createProcessUsage({
      clock,
      procRoot: join(root, 'proc'),
      cpuUsage: () => ({ user: cpuMicroseconds, system: 0 }),
      ...(memoryLimitBytes === undefined ? {} : { memoryLimitBytes }),
    });
    const run = (seconds: number, cores: number): void => {
      for (let second = 0; second < seconds; second += 1) {
        cpuMicroseconds += cores * 1e6;
        clock.advance(1000);
      }
    };
    return { clock, usage, run };
  };

  it('is CPU time over five seconds against one core', () => {
    const { clock, usage, run } = usageOf();
    expect(usage.cpuRatio()).toBe(0);
    run(5, 0.4);
    expect(usage.cpuRatio()).toBeCloseTo(0.4);
    run(2, 0.9);
    expect(usage.cpuRatio()).toBeCloseTo((3 * 0.4 + 2 * 0.9) / 5);
    run(60, 0);
    expect(usage.cpuRatio()).toBe(0);
    run(5, 1);
    expect(usage.cpuRatio()).toBeCloseTo(1);
    usage.close();
    expect(clock.pending).toBe(0);
  });

  it('is CPU time against half a core where that is the quota, and follows a quota that is changed', () => {
    version2();
    const { usage, run } = usageOf();
    run(5, 0.4);
    expect(usage.cpuLimitCores).toBe(0.5);
    expect(usage.cpuRatio()).toBeCloseTo(0.8);
    write('cg/app.slice/shop.service/cpu.max', '80000 100000\n');
    run(5, 0.4);
    expect(usage.cpuLimitCores).toBe(0.8);
    expect(usage.cpuRatio()).toBeCloseTo(0.5);
    expect(usage.throttledSeconds()).toBe(2.5);
    expect(usage.cgroupMemoryBytes()).toBe(400);
    usage.close();
  });

  it('is memory against the smaller of the cgroup’s limit and the configured one', () => {
    version2();
    const { usage } = usageOf(GIB);
    expect(usage.memoryLimitBytes()).toBe(GIB / 2);
    usage.setMemoryLimitBytes(GIB / 4);
    expect(usage.memoryLimitBytes()).toBe(GIB / 4);
    expect(usage.memoryRatio()).toBeCloseTo(process.memoryUsage.rss() / (GIB / 4), 1);
    usage.setMemoryLimitBytes(undefined);
    expect(usage.memoryLimitBytes()).toBe(GIB / 2);
    expect(() => usage.setMemoryLimitBytes(0)).toThrow(RangeError);
    expect(() => usage.setMemoryLimitBytes(Number.NaN)).toThrow('more than 0 bytes');
    usage.close();
  });

  it.each([0, 8 * GIB, 1.8446744e19])('takes a cgroup limit of %d bytes for none', (limit) => {
    version2();
    write('cg/app.slice/memory.max', 'max\n');
    write('cg/app.slice/shop.service/memory.max', `${limit}\n`);
    const { usage } = usageOf();
    expect(usage.memoryLimitBytes()).toBe(8 * GIB);
    usage.close();
  });
});
