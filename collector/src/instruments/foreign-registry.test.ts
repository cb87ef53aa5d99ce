import { describe, expect, it } from '@jest/globals';
import { Counter, Gauge, openMetricsContentType, Registry, type OpenMetricsContentType } from 'prom-client';
import { ManualClock } from '../agent/testing/manual-clock.js';
import { METRICS } from '../contract/index.js';
import { createInstruments } from './instruments.js';
import { collectText } from './testing/collect-text.js';
import { LogLines } from './testing/log-lines.js';

const FOREIGN_SUCCESS = `${METRICS.probe_success.name}{probe="foreign"}`;

describe('an attached registry', () => {
  it('of prom-client comes out of the same exposition until it is detached', async () => {
    const instruments = createInstruments();
    const registry = new Registry();
    new Counter({ name: 'shop_orders_total', help: 'Orders.', registers: [registry] }).inc(3);
    const detach = instruments.attach(registry);
    const text = await collectText(instruments);
    expect(text).toContain('# TYPE shop_orders_total counter\nshop_orders_total 3\n');
    expect(text).toContain(`${FOREIGN_SUCCESS} 1\n`);
    detach();
    const after = await collectText(instruments);
    expect(after).not.toContain('shop_orders_total');
    expect(after).not.toContain(FOREIGN_SUCCESS);
  });

  it('that renders OpenMetrics keeps its counters’ names in every scrape', async () => {
    const instruments = createInstruments();
    const registry = new Registry<OpenMetricsContentType>();
    registry.setContentType(openMetricsContentType);
    new Counter({ name: 'x_total', help: 'X.', registers: [registry] }).inc();
    instruments.attach(registry);
    for (const text of [await collectText(instruments), await collectText(instruments)]) {
      expect(text).toContain('# TYPE x_total counter\nx_total 1\n');
      expect(text).not.toContain('# EOF');
    }
  });

  it('loses a family that has the name of one of ours or of an earlier registry, and the log says so once', async () => {
    const log = new LogLines();
    const instruments = createInstruments({ log });
    instruments.gauge(METRICS.system_cpus).bind().set(2);
    const [one, other] = [new Registry(), new Registry()];
    new Gauge({ name: METRICS.system_cpus.name, help: 'Mine.', registers: [one] }).set(12_345);
    new Gauge({ name: 'same', help: 'One.', registers: [one] }).set(1);
    new Gauge({ name: 'same', help: 'Other.', registers: [other] }).set(2);
    new Gauge({ name: 'own', help: 'Own.', registers: [other] }).set(3);
    instruments.attach(one);
    instruments.attach(other);
    await collectText(instruments);
    const text = await collectText(instruments);
    expect(text).toContain(`${METRICS.system_cpus.name} 2\n`);
    expect(text).not.toContain('12345');
    expect(text).toContain('same 1\n');
    expect(text).not.toContain('same 2\n');
    expect(text).toContain('own 3\n');
    expect(log.messages('warn')).toEqual([
      `The metric ${METRICS.system_cpus.name} of an attached registry is left out: the name is taken`,
      'The metric same of an attached registry is left out: the name is taken',
    ]);
  });

  it('that throws loses nothing else', async () => {
    const log = new LogLines();
    const instruments = createInstruments({ log });
    const good = new Registry();
    new Gauge({ name: 'good', help: 'Good.', registers: [good] }).set(1);
    const bad = new Registry();
    new Gauge({
      name: 'bad',
      help: 'Bad.',
      registers: [bad],
      collect: () => {
        throw new Error('the sensor is gone');
      },
    });
    instruments.attach(bad);
    instruments.attach(good);
    instruments.gauge(METRICS.system_cpus).bind().set(2);
    const text = await collectText(instruments);
    expect(text).toContain('good 1\n');
    expect(text).toContain(`${METRICS.system_cpus.name} 2\n`);
    expect(text).toContain(`${FOREIGN_SUCCESS} 0\n`);
    expect(log.messages('warn')).toEqual(['An attached registry failed: the sensor is gone']);
  });

  it('that hangs costs one deadline, is not asked again, and counts again once it has answered', async () => {
    const clock = new ManualClock();
    const instruments = createInstruments({ clock });
    instruments.gauge(METRICS.system_cpus).bind().set(2);
    let calls = 0;
    let answer: (text: string) => void = () => {};
    instruments.attach({
      metrics: () => {
        calls += 1;
        return new Promise((resolve) => {
          answer = resolve;
        });
      },
    });
    const first = collectText(instruments);
    clock.advance(10_000);
    expect(await first).toContain(`${FOREIGN_SUCCESS} 0\n`);
    const second = await collectText(instruments);
    expect(second).toContain(`${METRICS.system_cpus.name} 2\n`);
    expect(second).toContain(`${FOREIGN_SUCCESS} 0\n`);
    expect(calls).toBe(1);

    answer('late 1\n');
    await new Promise((resolve) => setImmediate(resolve));
    const third = collectText(instruments);
    answer('fresh 1\n');
    expect(await third).toContain('fresh 1\n');
    expect(clock.pending).toBe(0);
  });
});
