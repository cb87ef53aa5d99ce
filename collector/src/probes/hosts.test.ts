import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../agent/testing/manual-clock.js';
import { HOST_PROBES, METRICS, PROCESS_PROBES, silentLog, systemClock } from '../contract/index.js';
import { createInstruments } from '../instruments/instruments.js';
import { collectText } from '../instruments/testing/collect-text.js';
import { peerProbe } from './peer.js';
import { createProcessUsage, processProbes } from './process/index.js';
import { processCpuProbe } from './process/cpu.js';
import { processMemoryProbe } from './process/memory.js';
import { createProbeRegistry } from './registry.js';
import { systemProbes } from './system/index.js';
import { fixtureHosts, unpackHost, type FixtureHost } from './testing/fixture-host.js';

const never = new AbortController().signal;
/** Set it to write the expected files anew, and read the difference. */
const UPDATE = process.env.UPDATE_FIXTURES !== undefined;
const PROMTOOL = process.env.PROMTOOL ?? 'promtool';
const hasPromtool = spawnSync(PROMTOOL, ['--version']).error === undefined;

/** What is of the process that runs the test rather than of the host. */
const OWN = [
  METRICS.process_cpu_seconds_total,
  METRICS.process_memory_resident_bytes,
  METRICS.process_memory_usage_ratio,
  METRICS.process_heap_bytes,
].map(({ name }) => name);
const withoutOwn = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !OWN.some((name) => line.startsWith(`${name}{`)))
    .join('\n');

/** Two readings five seconds apart, so that windows are full; the second is exposed. */
async function expositionOf({ procRoot }: FixtureHost): Promise<string> {
  const clock = new ManualClock();
  const instruments = createInstruments({ constantLabels: { service: 'shop' }, clock });
  const registry = createProbeRegistry({ instruments, clock, log: silentLog });
  const usage = createProcessUsage({ clock, procRoot, cpuUsage: () => ({ user: clock.monotonic() * 400, system: 0 }) });
  const options = { instruments, clock, log: silentLog, procRoot };
  for (const probe of systemProbes(options)) registry.add(probe);
  for (const probe of [processCpuProbe, processMemoryProbe]) registry.add(probe({ instruments, clock, usage }));
  await registry.collect(never);
  clock.advance(5000);
  await registry.collect(never);
  const text = await collectText(instruments);
  await registry.close();
  usage.close();
  expect(clock.pending).toBe(0);
  return withoutOwn(text);
}

describe.each(fixtureHosts())('the host "%s"', (name) => {
  it('is exposed to the letter, and promtool has nothing to say', async () => {
    const host = unpackHost(name);
    const text = await expositionOf(host);
    host.remove();
    if (UPDATE) writeFileSync(host.expectedFile, text);
    expect(existsSync(host.expectedFile) ? readFileSync(host.expectedFile, 'utf8') : '').toBe(text);
    if (!hasPromtool) return;
    const { status, stdout, stderr } = spawnSync(PROMTOOL, ['check', 'metrics'], { input: text, encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});

it('every probe of a process and of a host has the name that the contract gives it', async () => {
  const instruments = createInstruments({ constantLabels: { service: 'shop' } });
  const clock = new ManualClock();
  const usage = createProcessUsage({ clock });
  const own = processProbes({ instruments, clock, usage });
  const hosts = systemProbes({ instruments, clock, log: silentLog, procRoot: '/proc' });
  expect(own.map(({ name }) => name).sort()).toEqual([...PROCESS_PROBES].sort());
  expect(hosts.map(({ name }) => name).sort()).toEqual([...HOST_PROBES].sort());
  for (const probe of [...own, ...hosts]) await probe.close?.();
  usage.close();
  expect(clock.pending).toBe(0);
});

(hasPromtool && process.platform === 'linux' ? describe : describe.skip)('the machine that this test runs on', () => {
  it('leaves promtool nothing to say with every probe on', async () => {
    const instruments = createInstruments({ constantLabels: { service: 'shop' } });
    const clock = systemClock;
    const registry = createProbeRegistry({ instruments, clock, log: silentLog });
    const usage = createProcessUsage({ clock });
    const peers = [{ name: 'nobody', host: '127.0.0.1', port: 1 }];
    for (const probe of systemProbes({ instruments, clock, log: silentLog })) registry.add(probe);
    for (const probe of processProbes({ instruments, clock, usage })) registry.add(probe);
    registry.add(peerProbe({ instruments, clock, peers }));
    await registry.collect(never);
    const input = await collectText(instruments);
    await registry.close();
    usage.close();
    const { status, stdout, stderr } = spawnSync(PROMTOOL, ['check', 'metrics'], { input, encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});
