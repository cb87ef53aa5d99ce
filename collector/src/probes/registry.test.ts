import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../agent/testing/manual-clock.js';
import { METRICS } from '../contract/index.js';
import { createInstruments } from '../instruments/instruments.js';
import { collectText } from '../instruments/testing/collect-text.js';
import { LogLines } from '../instruments/testing/log-lines.js';
import { createProbeRegistry } from './registry.js';
import type { Probe, ProbeOutcome } from './types.js';

const probe = (name: string, collect: Probe['collect'], close?: Probe['close']): Probe => ({
  name,
  defaultEnabled: true,
  collect,
  ...(close === undefined ? {} : { close }),
});
const ok = (name: string): Probe => probe(name, async () => 'ok');
const never = new AbortController().signal;
const success = (name: string, value: 0 | 1): string => `${METRICS.probe_success.name}{probe="${name}"} ${value}\n`;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await turn();
};

function setUp(deadlineMs?: number) {
  const clock = new ManualClock();
  const log = new LogLines();
  const instruments = createInstruments({ clock });
  const probes = createProbeRegistry({ instruments, clock, log, ...(deadlineMs === undefined ? {} : { deadlineMs }) });
  return { clock, log, instruments, probes };
}

describe('the probe registry', () => {
  it('shows success and duration of each probe', async () => {
    const { clock, instruments, probes } = setUp();
    probes.add(
      probe('slow', async () => {
        clock.advance(250);
        return 'ok';
      })
    );
    await probes.collect(never);
    const text = await collectText(instruments);
    expect(text).toContain(success('slow', 1));
    expect(text).toContain(`${METRICS.probe_duration_seconds.name}{probe="slow"} 0.25\n`);
    expect(probes.status()).toEqual({ slow: 'ok' });
    expect(clock.pending).toBe(0);
  });

  it('loses nothing else when a probe throws, at once or later; the log says it once, and when it is over', async () => {
    const { instruments, probes, log } = setUp();
    let isBroken = true;
    probes.add(ok('good'));
    probes.add(
      probe('later', async () => {
        if (isBroken) throw new Error('the file is gone');
        return 'ok';
      })
    );
    probes.add(
      probe('at_once', () => {
        throw new Error('not even a promise');
      })
    );
    await probes.collect(never);
    await probes.collect(never);
    const text = await collectText(instruments);
    expect(text).toContain(success('good', 1));
    expect(text).toContain(success('later', 0));
    expect(text).toContain(success('at_once', 0));
    expect(probes.status()).toEqual({ good: 'ok', later: 'the file is gone', at_once: 'not even a promise' });
    expect(log.messages('warn')).toEqual([
      'Probe later failed: the file is gone',
      'Probe at_once failed: not even a promise',
    ]);
    isBroken = false;
    await probes.collect(never);
    expect(probes.status()).toMatchObject({ later: 'ok' });
    expect(log.messages('info')).toEqual(['Probe later brings its numbers again']);
  });

  it('gives up on a hanging probe at its deadline, does not start it again, and takes it back when it answers', async () => {
    const { clock, instruments, probes } = setUp(1000);
    let starts = 0;
    let isAborted = false;
    let answer: (outcome: ProbeOutcome) => void = () => {};
    probes.add(ok('good'));
    probes.add(
      probe('hanging', (signal) => {
        starts += 1;
        signal.addEventListener('abort', () => (isAborted = true));
        return new Promise((resolve) => (answer = resolve));
      })
    );
    const first = probes.collect(never);
    await until(() => starts === 1);
    clock.advance(1000);
    await first;
    expect(isAborted).toBe(true);
    expect(probes.status()).toEqual({ good: 'ok', hanging: 'it ran out of time after 1.0 s' });
    expect(await collectText(instruments)).toContain(success('hanging', 0));
    await probes.collect(never);
    expect(starts).toBe(1);
    expect(probes.status()).toEqual({ good: 'ok', hanging: 'it has not come back from an earlier run' });
    answer('ok');
    await turn();
    const third = probes.collect(never);
    await until(() => starts === 2);
    answer('ok');
    await third;
    expect(starts).toBe(2);
    expect(probes.status()).toEqual({ good: 'ok', hanging: 'ok' });
  });

  it('ends with the scrape’s own signal and says which probe had no time left', async () => {
    const { clock, probes } = setUp();
    probes.add(ok('good'));
    let isStarted = false;
    probes.add(
      probe('hanging', () => {
        isStarted = true;
        return new Promise(() => {});
      })
    );
    const scrape = new AbortController();
    const collected = probes.collect(scrape.signal);
    await until(() => isStarted);
    clock.advance(300);
    scrape.abort();
    await collected;
    expect(probes.status()).toEqual({ good: 'ok', hanging: 'it ran out of time after 0.3 s' });
    expect(clock.pending).toBe(0);
  });

  it('runs once for eight collections at once, each of which may leave early', async () => {
    const { probes } = setUp();
    let runs = 0;
    let finish: () => void = () => {};
    probes.add(
      probe('counted', () => {
        runs += 1;
        return new Promise((resolve) => (finish = () => resolve('ok')));
      })
    );
    const hasty = new AbortController();
    const all = Array.from({ length: 7 }, () => probes.collect(never));
    const early = probes.collect(hasty.signal);
    hasty.abort();
    await early;
    expect(probes.status()).toEqual({});
    await until(() => runs === 1);
    finish();
    await Promise.all(all);
    expect(runs).toBe(1);
    expect(probes.status()).toEqual({ counted: 'ok' });
  });

  it('tells "nothing to measure here" apart from failure: no series, no status', async () => {
    const { instruments, probes } = setUp();
    let outcome: ProbeOutcome = 'ok';
    probes.add(probe('pressure', async () => outcome));
    await probes.collect(never);
    expect(await collectText(instruments)).toContain(success('pressure', 1));
    outcome = 'no-data';
    await probes.collect(never);
    expect(await collectText(instruments)).not.toContain('probe="pressure"');
    expect(probes.status()).toEqual({});
  });

  it('runs many probes without a warning about listeners', async () => {
    const { probes } = setUp();
    const warnings: Error[] = [];
    const warned = (warning: Error): void => void warnings.push(warning);
    process.on('warning', warned);
    for (let index = 0; index < 30; index += 1) probes.add(ok(`probe_${index}`));
    await probes.collect(never);
    await turn();
    process.off('warning', warned);
    expect(warnings).toEqual([]);
  });

  it('refuses two probes of one name, and any after it was closed', async () => {
    const { probes } = setUp();
    probes.add(ok('one'));
    expect(() => probes.add(ok('one'))).toThrow('There are two probes named one');
    await probes.close();
    expect(() => probes.add(ok('two'))).toThrow('registry that is closed');
    await expect(probes.collect(never)).resolves.toBeUndefined();
  });

  it('removes and closes a probe, and closes all of them with itself, also when one cannot be', async () => {
    const { clock, instruments, probes, log } = setUp();
    const closed: string[] = [];
    const closing = (name: string): Probe =>
      probe(
        name,
        async () => 'ok',
        () => void closed.push(name)
      );
    const remove = probes.add(closing('one'));
    probes.add(closing('two'));
    probes.add(
      probe(
        'bad',
        async () => 'ok',
        () => {
          throw new Error('stuck');
        }
      )
    );
    probes.add(probe('hanging', () => new Promise(() => {})));
    const collected = probes.collect(never);
    remove();
    remove();
    expect(closed).toEqual(['one']);
    await turn();
    await probes.close();
    await collected;
    expect(closed).toEqual(['one', 'two']);
    expect(log.messages('warn')).toContain('Probe bad could not be closed');
    expect(await collectText(instruments)).not.toMatch(/probe="(one|two|bad|hanging)"/);
    expect(clock.pending).toBe(0);
  });
});
