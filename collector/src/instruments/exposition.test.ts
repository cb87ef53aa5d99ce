import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../agent/testing/manual-clock.js';
import { METRIC_LIST, type MetricDefinition } from '../contract/index.js';
import { createInstruments } from './instruments.js';
import { collectText } from './testing/collect-text.js';
import type { Instruments } from './types.js';

const GOLDEN = new URL('./fixtures/golden.prom', import.meta.url);
const PROMTOOL = process.env.PROMTOOL ?? 'promtool';
const hasPromtool = spawnSync(PROMTOOL, ['--version']).error === undefined;

/** Gives a metric two series, or one where it has no labels, with values that the text shows. */
function fill(instruments: Instruments, definition: MetricDefinition, index: number): void {
  const labelNames = definition.labels.filter((name) => name !== 'service');
  for (const end of labelNames.length === 0 ? ['a'] : ['a', 'b "\\\n']) {
    const labels = labelNames.map((name) => `${name} ${end}`);
    if (definition.type === 'counter')
      instruments
        .counter(definition)
        .bind(...labels)
        .inc(index + 0.5);
    else if (definition.type === 'gauge')
      instruments
        .gauge(definition)
        .bind(...labels)
        .set(index / 4);
    else
      for (const value of [0, 0.3, 1e9])
        instruments
          .histogram(definition)
          .bind(...labels)
          .observe(value);
  }
}

async function expositionOfEverything(): Promise<string> {
  const instruments = createInstruments({ constantLabels: { service: 'shop' }, clock: new ManualClock() });
  METRIC_LIST.filter(({ name }) => !/_(dropped|ignored)_total$/.test(name)).forEach((definition, index) =>
    fill(instruments, definition, index)
  );
  return collectText(instruments);
}

describe('the exposition of every metric of the catalogue', () => {
  it('has for each of them help, type and series', async () => {
    const text = await expositionOfEverything();
    for (const { name, type, help } of METRIC_LIST.filter((metric) => !metric.name.endsWith('ignored_total'))) {
      expect(text).toContain(`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name}`);
    }
  });

  (hasPromtool ? it : it.skip)(
    `is clean for promtool check metrics${hasPromtool ? '' : ' (promtool not found)'}`,
    async () => {
      const { status, stdout, stderr } = spawnSync(PROMTOOL, ['check', 'metrics'], {
        input: await expositionOfEverything(),
        encoding: 'utf8',
      });
      expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
    }
  );
});

describe('the golden exposition', () => {
  it('is reproduced to the letter', async () => {
    const instruments = createInstruments({ constantLabels: { service: 'shop' }, clock: new ManualClock() });
    const base = { unit: '', exporter: 'agent', labels: ['service', 'kind'] } as const;
    const things = instruments.counter({
      ...base,
      name: 'golden_things_total',
      type: 'counter',
      help: 'Things\\\nof all kinds.',
    });
    things.bind('plain').inc(3);
    things.bind('quoted "\\\n').inc(0.25);
    instruments
      .gauge({ ...base, name: 'golden_level', type: 'gauge', help: 'Level.' })
      .bind('none')
      .set(Number.NaN);
    instruments
      .histogram({
        ...base,
        name: 'golden_seconds',
        type: 'histogram',
        help: 'Time.',
        labels: ['service'],
        edges: [0.1, 1],
      })
      .bind()
      .observe(0.5);
    instruments.attach({
      metrics: () => '# HELP foreign_total Foreign.\n# TYPE foreign_total counter\nforeign_total 7\n',
    });
    expect(await collectText(instruments)).toBe(readFileSync(GOLDEN, 'utf8'));
  });
});
