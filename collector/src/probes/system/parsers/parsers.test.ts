import { describe, expect, it } from '@jest/globals';
import { cpuUsageRatio, parseCpuStat, withoutFalls, type CpuTimes } from './cpu-stat.js';
import { ioUtilizationRatio, parseDiskstats } from './diskstats.js';
import { memoryUsageRatio, parseMeminfo } from './meminfo.js';
import { parseMounts } from './mounts.js';
import { parseNetDev } from './net-dev.js';
import { parsePressure } from './pressure.js';

describe('/proc/stat', () => {
  it('of a current kernel gives seconds by mode without guests, and the CPUs that are online', () => {
    const text =
      'cpu  1000 200 300 40000 500 6 70 8 100 20\ncpu0 1 0 0 0 0 0 0 0 0 0\ncpu3 1 0 0 0 0 0 0 0 0 0\nintr 5\n';
    expect(parseCpuStat(text)).toEqual({
      times: { user: 10, nice: 2, system: 3, idle: 400, iowait: 5, irq: 0.06, softirq: 0.7, steal: 0.08 },
      count: 2,
    });
  });

  it('of kernel 2.6 with four modes has 0 for the others', () => {
    expect(parseCpuStat('cpu 100 0 100 200\ncpu0 100 0 100 200\n').times).toMatchObject({
      idle: 2,
      iowait: 0,
      steal: 0,
    });
  });

  it('without a cpu line is an error', () => {
    expect(() => parseCpuStat('intr 0\n')).toThrow('no line "cpu"');
  });

  const times = (over: Partial<CpuTimes>): CpuTimes => ({
    user: 0,
    nice: 0,
    system: 0,
    idle: 0,
    iowait: 0,
    irq: 0,
    softirq: 0,
    steal: 0,
    ...over,
  });

  it('never lets a counter fall a little, but takes a restart for one', () => {
    expect(withoutFalls(times({ iowait: 5, idle: 100 }), times({ iowait: 4.9, idle: 20 }))).toEqual(
      times({ iowait: 5, idle: 20 })
    );
    expect(withoutFalls(undefined, times({ user: 1 }))).toEqual(times({ user: 1 }));
  });

  it('gives the share that was neither idle nor waiting for I/O', () => {
    expect(cpuUsageRatio(times({}), times({ user: 1, system: 1, idle: 5, iowait: 1 }))).toBeCloseTo(0.25);
    expect(cpuUsageRatio(times({ iowait: 3 }), times({ user: 1, idle: 1, iowait: 1 }))).toBeCloseTo(0.5);
    expect(cpuUsageRatio(times({}), times({}))).toBeUndefined();
  });
});

describe('/proc/meminfo', () => {
  it('gives MemAvailable, in bytes', () => {
    const memory = parseMeminfo('MemTotal:       1000 kB\nMemFree:  100 kB\nMemAvailable:   750 kB\nCached: 600 kB\n');
    expect(memory).toEqual({ totalBytes: 1_024_000, availableBytes: 768_000 });
    expect(memoryUsageRatio(memory)).toBeCloseTo(0.25);
  });

  it('before 3.14 is estimated from free memory and caches', () => {
    expect(parseMeminfo('MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 50 kB\nCached: 250 kB\n').availableBytes).toBe(
      409_600
    );
  });

  it('without a total is an error', () => {
    expect(() => parseMeminfo('')).toThrow('no line "MemTotal"');
  });
});

describe('/proc/diskstats', () => {
  it.each([
    ['14 fields', ''],
    ['18 fields, since 4.18', ' 1 2 3 4'],
    ['20 fields, since 5.5', ' 1 2 3 4 5 6'],
  ])('with %s gives whole disks in bytes and seconds', (_, tail) => {
    const line = (device: string): string => `   8  0 ${device} 10 1 100 5 20 2 200 9 0 1500 14${tail}\n`;
    const text = ['sda', 'sda1', 'nvme0n1', 'nvme0n1p2', 'mmcblk0p1', 'loop0', 'ram3', 'zram0', 'sr0']
      .map(line)
      .join('');
    const disks = parseDiskstats(text);
    expect(disks.map((disk) => disk.device)).toEqual(['sda', 'nvme0n1']);
    expect(disks[0]).toEqual({
      device: 'sda',
      readsCompleted: 10,
      writesCompleted: 20,
      readBytes: 51_200,
      writtenBytes: 102_400,
      ioTimeSeconds: 1.5,
    });
  });

  it('takes an I/O time that wrapped at 32 bits for one that went on', () => {
    const disk = (ioTimeSeconds: number) => ({
      device: 'sda',
      readsCompleted: 0,
      writesCompleted: 0,
      readBytes: 0,
      writtenBytes: 0,
      ioTimeSeconds,
    });
    expect(ioUtilizationRatio(disk(10), disk(12), 5)).toBeCloseTo(0.4);
    expect(ioUtilizationRatio(disk(4_294_966), disk(0.704), 5)).toBeCloseTo(0.4, 2);
    expect(ioUtilizationRatio(disk(0), disk(6), 5)).toBe(1);
  });
});

describe('/proc/net/dev', () => {
  it('gives the devices but loopback and the cables of containers', () => {
    const text =
      'Inter-|   Receive                                                |  Transmit\n' +
      ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n' +
      '    lo: 1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0\n' +
      '  eth0:2000 20 1 0 0 0 0 0 3000 30 2 0 0 0 0 0\n' +
      'eth0:1: 5 5 0 0 0 0 0 0 5 5 0 0 0 0 0 0\n' +
      'veth12ab: 5 5 0 0 0 0 0 0 5 5 0 0 0 0 0 0\n';
    expect(parseNetDev(text).map(({ device }) => device)).toEqual(['eth0', 'eth0:1']);
    expect(parseNetDev(text)[0]).toEqual({
      device: 'eth0',
      receiveBytes: 2000,
      receivePackets: 20,
      receiveErrors: 1,
      transmitBytes: 3000,
      transmitPackets: 30,
      transmitErrors: 2,
    });
  });
});

describe('/proc/pressure', () => {
  const some = 'some avg10=0.00 avg60=0.00 avg300=0.00 total=1500000\n';
  const full = 'full avg10=0.00 avg60=0.00 avg300=0.00 total=250000\n';
  it.each([
    { of: 'memory and io', text: some + full, expected: ['some 1.5', 'full 0.25'] },
    { of: 'cpu on 5.10', text: some, expected: ['some 1.5'] },
    { of: 'irq since 6.1', text: full, expected: ['full 0.25'] },
    { of: 'nothing', text: '', expected: [] },
  ])('of $of gives seconds', ({ text, expected }) => {
    expect(parsePressure(text).map(({ kind, seconds }) => `${kind} ${seconds}`)).toEqual(expected);
  });
});

describe('/proc/self/mounts', () => {
  it('gives each local file system once, by its shortest path', () => {
    const text = [
      'overlay / overlay rw,lowerdir=/a 0 0',
      'proc /proc proc rw 0 0',
      'tmpfs /dev/shm tmpfs rw 0 0',
      '/dev/sda1 /etc/resolv.conf ext4 rw 0 0',
      '/dev/sda1 /data ext4 rw 0 0',
      '/dev/sdb1 /mnt/with\\040space xfs rw 0 0',
      'server:/export /net nfs4 rw 0 0',
      'overlay /var/lib/docker/overlay2/x/merged overlay rw 0 0',
      '/dev/sdc1 /hidden ext4 rw 0 0',
      'tmpfs /hidden tmpfs rw 0 0',
      '',
    ].join('\n');
    expect(parseMounts(text).map(({ mountpoint }) => mountpoint)).toEqual(['/', '/data', '/mnt/with space']);
  });
});
