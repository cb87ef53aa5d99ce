import { runInNewContext } from 'node:vm';
import { setFlagsFromString } from 'node:v8';
import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../agent/testing/manual-clock.js';
import { METRICS, silentLog, type Clock } from '../../contract/index.js';
import { PROCESS_METRICS } from '../../contract/metrics/process.js';
import { createInstruments } from '../../instruments/instruments.js';
import { collectText } from '../../instruments/testing/collect-text.js';
import { createProbeRegistry } from '../registry.js';
import { createProcessUsage, processProbes } from './index.js';

const never = new AbortController().signal;

function setUp(clock: Clock) {
  const instruments = createInstruments({ constantLabels: { service: 'shop' }, clock });
  const registry = createProbeRegistry({ instruments, clock, log: silentLog });
  const usage = createProcessUsage({ clock });
  for (const probe of processProbes({ instruments, clock, usage })) registry.add(probe);
  const close = async (): Promise<void> => {
    await registry.close();
    usage.close();
  };
  return { instruments, registry, usage, close };
}

const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
};

describe('the process probes', () => {
  it('expose every metric of the catalogue', async () => {
    const clock = new ManualClock();
    const { instruments, registry, close } = setUp(clock);
    await registry.collect(never);
    const text = await collectText(instruments);
    // Throttling needs a cgroup with a CPU controller, which the machine may not have.
    const expected = Object.values(PROCESS_METRICS).filter(
      (metric) => metric !== METRICS.process_cpu_throttled_seconds_total
    );
    for (const { name } of expected) expect(text).toMatch(new RegExp(`^${name}\\w*\\{service="shop"`, 'm'));
    expect(text).toContain(`${METRICS.process_gc_duration_seconds.name}_count{service="shop",kind="incremental"} 0\n`);
    await close();
    expect(clock.pending).toBe(0);
  });

  it('are up to date in an agent’s report that no scrape went before', async () => {
    const { instruments, close } = setUp(new ManualClock());
    const totals = new Map(instruments.totals().map((total) => [total.metric, total.value]));
    expect(totals.get(METRICS.process_memory_resident_bytes.name)).toBeGreaterThan(1e6);
    expect(totals.get(METRICS.process_cpu_usage_ratio.name)).toBe(0);
    expect(totals.get(METRICS.process_memory_usage_ratio.name)).toBeGreaterThan(0);
    await close();
  });

  it('measure how late a timer fires, from its own sampling and not from the scrape', async () => {
    const clock = new ManualClock();
    const { instruments, close } = setUp(clock);
    clock.advance(1000);
    const name = METRICS.process_event_loop_delay_seconds.name;
    const first = await collectText(instruments);
    expect(first).toContain(`${name}_count{service="shop"} 4\n`);
    expect(first).toContain(`${name}_sum{service="shop"} 0\n`);
    expect(await collectText(instruments)).toContain(`${name}_count{service="shop"} 4\n`);
    await close();
  });

  it('count garbage collections by kind until they are closed', async () => {
    const { instruments, close } = setUp(new ManualClock());
    const majors = (): number => {
      const total = instruments
        .totals()
        .find(({ metric, labels }) => metric === METRICS.process_gc_duration_seconds.name && labels.kind === 'major');
      return total?.type === 'histogram' ? total.value.count : 0;
    };
    while (majors() === 0) {
      collectGarbage();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await close();
    const counted = majors();
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(majors()).toBe(counted);
  });
});
