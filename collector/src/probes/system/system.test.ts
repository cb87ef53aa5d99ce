import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../agent/testing/manual-clock.js';
import { METRICS, silentLog, systemClock } from '../../contract/index.js';
import { createInstruments } from '../../instruments/instruments.js';
import { collectText } from '../../instruments/testing/collect-text.js';
import { createProbeRegistry } from '../registry.js';
import { createSystemUsage, systemProbes, type SystemUsage } from './index.js';

const never = new AbortController().signal;
let procRoot: string;
let clock: ManualClock;

const write = (path: string, text: string): void => {
  const target = join(procRoot, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
};
/** CPU seconds of the host. */
const writeCpu = (busy: number, idle: number): void =>
  write('stat', `cpu  ${busy * 100} 0 0 ${idle * 100} 0 0 0 0 0 0\ncpu0 0\ncpu1 0 \n`);
const writeDisk = (ioTimeSeconds: number): void =>
  write('diskstats', `   8  0 sda 10 1 100 5 20 2 200 9 0 ${ioTimeSeconds * 1000} 14\n`);

beforeEach(() => {
  procRoot = mkdtempSync(join(tmpdir(), 'proc-'));
  clock = new ManualClock();
  writeCpu(10, 90);
  writeDisk(1);
  write('meminfo', 'MemTotal: 1000 kB\nMemAvailable: 250 kB\n');
  write('self/mounts', '/dev/sda1 / ext4 rw 0 0\n');
  write('net/dev', ' face |\n eth0: 2000 20 1 0 0 0 0 0 3000 30 2 0 0 0 0 0\n');
  write('pressure/cpu', 'some avg10=0.00 avg60=0.00 avg300=0.00 total=1500000\n');
});
afterEach(() => rmSync(procRoot, { recursive: true }));

function setUp(usage?: SystemUsage) {
  const instruments = createInstruments({ clock });
  const registry = createProbeRegistry({ instruments, clock, log: silentLog });
  const options = { instruments, clock, log: silentLog, procRoot, ...(usage === undefined ? {} : { usage }) };
  for (const probe of systemProbes(options)) registry.add(probe);
  const scrape = async (): Promise<string> => {
    await registry.collect(never);
    return collectText(instruments);
  };
  return { registry, scrape };
}

describe('the system probes on Linux', () => {
  it('expose the whole host in base units', async () => {
    const { registry, scrape } = setUp();
    const text = await scrape();
    for (const line of [
      `${METRICS.system_cpu_seconds_total.name}{mode="user"} 10`,
      `${METRICS.system_cpu_seconds_total.name}{mode="steal"} 0`,
      `${METRICS.system_cpus.name} 2`,
      `${METRICS.system_memory_total_bytes.name} 1024000`,
      `${METRICS.system_memory_available_bytes.name} 256000`,
      `${METRICS.system_memory_usage_ratio.name} 0.75`,
      `${METRICS.system_disk_read_bytes_total.name}{device="sda"} 51200`,
      `${METRICS.system_disk_io_time_seconds_total.name}{device="sda"} 1`,
      `${METRICS.system_network_transmit_bytes_total.name}{device="eth0"} 3000`,
      `${METRICS.system_pressure_seconds_total.name}{resource="cpu",kind="some"} 1.5`,
    ]) {
      expect(text).toContain(`${line}\n`);
    }
    expect(text).toMatch(
      new RegExp(`^${METRICS.system_filesystem_usage_ratio.name}\\{mountpoint="/"\\} 0?[.\\d]+$`, 'm')
    );
    expect(registry.status()).toEqual({
      cpu: 'ok',
      memory: 'ok',
      disk: 'ok',
      filesystem: 'ok',
      network: 'ok',
      pressure: 'ok',
    });
    await registry.close();
    expect(clock.pending).toBe(0);
  });

  it('show two scrapers the same usage, whenever and however often they ask', async () => {
    const { registry, scrape } = setUp();
    const ratios = async (): Promise<string[]> =>
      (await scrape()).match(
        new RegExp(
          `^(${METRICS.system_cpu_usage_ratio.name}|${METRICS.system_disk_io_utilization_ratio.name}).*$`,
          'gm'
        )
      ) ?? [];
    await scrape();
    for (let second = 1; second <= 5; second += 1) {
      // The file changes before the second is over, and before each of the two scrapers asks.
      writeCpu(10 + second, 90 + second);
      writeDisk(1 + second * 0.25);
      clock.advance(1000);
    }
    const first = await ratios();
    writeCpu(1000, 95);
    writeDisk(4);
    const second = await ratios();
    expect(first).toEqual([
      `${METRICS.system_cpu_usage_ratio.name} 0.5`,
      `${METRICS.system_disk_io_utilization_ratio.name}{device="sda"} 0.25`,
    ]);
    expect(second).toEqual(first);
    await registry.close();
  });

  it('do not take pressure that is switched off for a failure', async () => {
    rmSync(join(procRoot, 'pressure'), { recursive: true });
    const { registry, scrape } = setUp();
    const text = await scrape();
    expect(text).not.toContain(METRICS.system_pressure_seconds_total.name + '{');
    expect(text).not.toContain('probe="pressure"');
    expect(registry.status()).not.toHaveProperty('pressure');
    await registry.close();
  });

  it('lose only what cannot be read, and show no stale number for it', async () => {
    const { registry, scrape } = setUp();
    expect(await scrape()).toContain(`${METRICS.system_memory_total_bytes.name} 1024000\n`);
    write('meminfo', 'nonsense');
    const text = await scrape();
    expect(text).not.toContain(METRICS.system_memory_total_bytes.name + ' ');
    expect(text).toContain(`${METRICS.probe_success.name}{probe="memory"} 0\n`);
    expect(text).toContain(`${METRICS.system_cpus.name} 2\n`);
    expect(registry.status()).toMatchObject({ memory: '/proc/meminfo has no line "MemTotal"' });
    await registry.close();
  });

  it('read the machine that this test runs on', async () => {
    if (process.platform !== 'linux') return;
    const instruments = createInstruments();
    const registry = createProbeRegistry({ instruments, clock: systemClock, log: silentLog });
    for (const probe of systemProbes({ instruments, clock: systemClock, log: silentLog })) registry.add(probe);
    await registry.collect(never);
    expect(registry.status()).toMatchObject({ cpu: 'ok', memory: 'ok', filesystem: 'ok' });
    await registry.close();
  });
});

describe('system usage', () => {
  it('gives ratios at once and without waiting, and nothing where nothing can be read', () => {
    const usage = createSystemUsage({ clock, procRoot, diskPath: tmpdir() });
    expect(usage.readSystemUsage()).toMatchObject({ cpu: undefined, memory: 0.75 });
    writeCpu(13, 91);
    clock.advance(1000);
    const reading = usage.readSystemUsage();
    expect(reading.cpu).toBeCloseTo(0.75);
    expect(reading.disk).toBeGreaterThan(0);
    expect(reading.disk).toBeLessThanOrEqual(1);
    usage.close();
    expect(clock.pending).toBe(0);

    const nowhere = createSystemUsage({ clock, procRoot: join(procRoot, 'nowhere'), diskPath: '/nowhere-at-all' });
    clock.advance(1000);
    expect(nowhere.readSystemUsage()).toEqual({ cpu: undefined, memory: undefined, disk: undefined });
    nowhere.close();
  });

  it('is the same that the CPU probe exposes when both share it', async () => {
    const usage = createSystemUsage({ clock, procRoot });
    const { registry, scrape } = setUp(usage);
    writeCpu(11, 93);
    clock.advance(1000);
    expect(await scrape()).toContain(`${METRICS.system_cpu_usage_ratio.name} 0.25\n`);
    expect(usage.readSystemUsage().cpu).toBe(0.25);
    await registry.close();
    expect(usage.readSystemUsage().cpu).toBe(0.25);
    usage.close();
  });
});
