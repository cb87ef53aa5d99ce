import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { METRICS, silentLog, systemClock, type MetricDefinition } from '../../contract/index.js';
import { createInstruments } from '../../instruments/instruments.js';
import { collectText } from '../../instruments/testing/collect-text.js';
import { createProbeRegistry } from '../registry.js';
import { systemProbes } from './index.js';

/** Debian's name, then upstream's. */
const NAMES = ['prometheus-node-exporter', 'node_exporter'];
const program = NAMES.find((name) => spawnSync(name, ['--version']).error === undefined);
const DISK = { theirs: 'device', ours: 'device' };

interface Pair {
  readonly ours: MetricDefinition;
  readonly theirs: string;
  /** By which label of theirs and ours series are compared; their others are summed. */
  readonly by?: { readonly theirs: string; readonly ours: string };
}
const COUNTERS: readonly Pair[] = [
  { ours: METRICS.system_cpu_seconds_total, theirs: 'node_cpu_seconds_total', by: { theirs: 'mode', ours: 'mode' } },
  { ours: METRICS.system_disk_reads_completed_total, theirs: 'node_disk_reads_completed_total', by: DISK },
  { ours: METRICS.system_disk_writes_completed_total, theirs: 'node_disk_writes_completed_total', by: DISK },
  { ours: METRICS.system_disk_read_bytes_total, theirs: 'node_disk_read_bytes_total', by: DISK },
  { ours: METRICS.system_disk_written_bytes_total, theirs: 'node_disk_written_bytes_total', by: DISK },
  { ours: METRICS.system_disk_io_time_seconds_total, theirs: 'node_disk_io_time_seconds_total', by: DISK },
  { ours: METRICS.system_network_receive_bytes_total, theirs: 'node_network_receive_bytes_total', by: DISK },
  { ours: METRICS.system_network_transmit_bytes_total, theirs: 'node_network_transmit_bytes_total', by: DISK },
  { ours: METRICS.system_network_receive_packets_total, theirs: 'node_network_receive_packets_total', by: DISK },
  { ours: METRICS.system_network_transmit_errors_total, theirs: 'node_network_transmit_errs_total', by: DISK },
  { ours: METRICS.system_memory_total_bytes, theirs: 'node_memory_MemTotal_bytes' },
];
/** Their seconds of all CPUs are cut to hundredths before they are summed, ours after. */
const ROUNDING_SECONDS = 0.01 * 256;
/** They multiply milliseconds by 0.001 where we divide by 1,000: the last bit of a double may differ. */
const LAST_BIT = 1e-12;

/** Sums by the value of a label. */
function read(text: string, name: string, label: string | undefined): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const [, labels = '', value = ''] of text.matchAll(new RegExp(`^${name}(?:\\{(.*)\\})? (\\S+)$`, 'gm'))) {
    const key = label === undefined ? '' : (new RegExp(`${label}="([^"]*)"`).exec(labels)?.[1] ?? '');
    sums.set(key, (sums.get(key) ?? 0) + Number(value));
  }
  return sums;
}

(program === undefined ? describe.skip : describe)('the counters of the host', () => {
  let exporter: ChildProcess;
  let url: string;

  beforeAll(async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const address = free.address();
    free.close();
    const port = typeof address === 'object' ? address?.port : undefined;
    url = `http://127.0.0.1:${port}/metrics`;
    exporter = spawn(program ?? '', [`--web.listen-address=127.0.0.1:${port}`], { stdio: 'ignore' });
    for (let tries = 0; tries < 200; tries += 1) {
      const isReady = await fetch(url).then(
        (answer) => answer.ok,
        () => false
      );
      if (isReady) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${program} did not start`);
  });
  afterAll(async () => {
    const ended = once(exporter, 'exit');
    exporter.kill('SIGKILL');
    await ended;
  });

  it('lie between those that node_exporter shows before and after', async () => {
    const instruments = createInstruments();
    const registry = createProbeRegistry({ instruments, clock: systemClock, log: silentLog });
    for (const probe of systemProbes({ instruments, clock: systemClock, log: silentLog })) registry.add(probe);
    const theirs = async (): Promise<string> => (await fetch(url)).text();
    await registry.collect(new AbortController().signal);
    const before = await theirs();
    await registry.collect(new AbortController().signal);
    const between = await collectText(instruments);
    const after = await theirs();
    await registry.close();
    let compared = 0;
    for (const pair of COUNTERS) {
      const low = read(before, pair.theirs, pair.by?.theirs);
      const high = read(after, pair.theirs, pair.by?.theirs);
      const rounding = pair.ours === METRICS.system_cpu_seconds_total ? ROUNDING_SECONDS : 0;
      for (const [key, value] of read(between, pair.ours.name, pair.by?.ours)) {
        // What they leave out by default (partitions) we may leave out too, and the other way round.
        const [from, to] = [low.get(key), high.get(key)];
        if (from === undefined || to === undefined) continue;
        compared += 1;
        const slack = rounding + LAST_BIT * value;
        const of = `${pair.ours.name} ${key}`;
        expect({ of, value, isBetween: value >= from - slack && value <= to + slack }).toEqual({
          of,
          value,
          isBetween: true,
        });
      }
    }
    expect(compared).toBeGreaterThanOrEqual(9);
  });
});
