import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../agent/testing/manual-clock.js';
import { METRICS } from '../../contract/index.js';
import { createInstruments } from '../../instruments/instruments.js';
import { collectText } from '../../instruments/testing/collect-text.js';
import { LogLines } from '../../instruments/testing/log-lines.js';
import { createProbeRegistry } from '../registry.js';
import { portableProbes, type SystemInformation } from './portable.js';

const never = new AbortController().signal;

async function scrape(load: () => Promise<SystemInformation | undefined>) {
  const clock = new ManualClock();
  const log = new LogLines();
  const instruments = createInstruments({ clock });
  const registry = createProbeRegistry({ instruments, clock, log });
  for (const probe of portableProbes({ instruments, clock, log }, load)) registry.add(probe);
  await registry.collect(never);
  await registry.collect(never);
  const text = await collectText(instruments);
  const status = registry.status();
  await registry.close();
  expect(clock.pending).toBe(0);
  return { text, status, log };
}

describe('the system probes where there is no /proc', () => {
  it('take from systeminformation what Node does not know', async () => {
    const { text, status } = await scrape(async () => ({
      mem: async () => ({ total: 1000, available: 400 }),
      networkStats: async () => [{ iface: 'en0', rx_bytes: 5, tx_bytes: 6, rx_errors: 0, tx_errors: 1 }],
    }));
    expect(text).toContain(`${METRICS.system_memory_usage_ratio.name} 0.6\n`);
    expect(text).toContain(`${METRICS.system_network_transmit_bytes_total.name}{device="en0"} 6\n`);
    expect(text).toContain(`${METRICS.system_cpu_seconds_total.name}{mode="user"}`);
    expect(status).toEqual({ cpu: 'ok', memory: 'ok', filesystem: 'ok', network: 'ok' });
  });

  it('do without it where it is not installed, and say once how to get more', async () => {
    const { status, log } = await scrape(async () => undefined);
    expect(status).toEqual({ cpu: 'ok', filesystem: 'ok' });
    expect(log.messages('info')).toEqual([
      'Memory and network of the host are not measured: npm install systeminformation adds them',
    ]);
    expect(log.messages('warn')).toEqual([]);
  });

  it('accept the real systeminformation', async () => {
    const real: SystemInformation = await import('systeminformation');
    const { total, available } = await real.mem();
    expect(available).toBeLessThanOrEqual(total);
  });
});
