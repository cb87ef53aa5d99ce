import { describe, expect, it } from '@jest/globals';
import { METRICS } from '../contract/index.js';
import { createInstruments } from '../instruments/instruments.js';
import { StatementSeries } from './statement-series.js';
import { readings, StillClock } from './testing/readings.js';

const calls = (fingerprint: string): string =>
  `${METRICS.db_statement_calls_total.name}{pool="main",fingerprint="${fingerprint}"}`;

describe('the series per statement', () => {
  const setUp = (
    max: number
  ): { series: StatementSeries; clock: StillClock; read: () => Promise<ReadonlyMap<string, number>> } => {
    const instruments = createInstruments({ constantLabels: { service: 'shop' } });
    const clock = new StillClock();
    return { series: new StatementSeries(instruments, 'main', max, clock), clock, read: () => readings(instruments) };
  };

  it('count statements beyond the cap together', async () => {
    const { series, read } = setUp(2);
    for (const fingerprint of ['a', 'b', 'c', 'd', 'a']) series.record(fingerprint, 0.1);
    const values = await read();
    expect(values.get(calls('a'))).toBe(2);
    expect(values.get(calls('b'))).toBe(1);
    expect(values.get(calls('other'))).toBe(2);
    expect(values.has(calls('c'))).toBe(false);
  });

  it('make room when a statement was not used for ten minutes', async () => {
    const { series, clock, read } = setUp(2);
    series.record('a', 0.1);
    series.record('b', 0.1);
    clock.ms += 9 * 60_000;
    series.record('b', 0.1);
    clock.ms += 2 * 60_000;
    series.record('c', 0.1);
    const values = await read();
    expect(values.has(calls('a'))).toBe(false);
    expect(values.get(calls('b'))).toBe(2);
    expect(values.get(calls('c'))).toBe(1);
  });

  it('end when the pool is closed', async () => {
    const { series, read } = setUp(1);
    series.record('a', 0.1);
    series.record('b', 0.1);
    series.close();
    expect([...(await read()).keys()].filter((key) => key.startsWith(METRICS.db_statement_calls_total.name))).toEqual(
      []
    );
  });
});
