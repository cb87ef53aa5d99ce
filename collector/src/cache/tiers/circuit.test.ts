import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../agent/testing/manual-clock.js';
import { Circuit } from './circuit.js';

async function start(probes: (() => Promise<void>)[]) {
  const clock = new ManualClock();
  const states: string[] = [];
  const circuit = new Circuit({
    clock,
    probe: () => (probes.shift() ?? (() => Promise.resolve()))(),
    onChange: (state) => states.push(state),
  });
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  await circuit.probe();
  return { clock, states, circuit, settle };
}
const fails = (): Promise<void> => Promise.reject(new Error('gone'));

describe('a circuit', () => {
  it('begins open and closes with the first probe that succeeds', async () => {
    const { circuit, states } = await start([]);
    expect([circuit.state, states]).toEqual(['closed', ['probing', 'closed']]);
  });

  it('opens at the third failure in a row, and tries again by itself, waiting longer each time', async () => {
    const { circuit, states, clock, settle } = await start([() => Promise.resolve(), fails, fails]);
    states.length = 0;
    circuit.failed('1');
    circuit.failed('2');
    expect(circuit.state).toBe('closed');
    circuit.failed('3');
    expect(circuit.state).toBe('open');
    for (const waitMs of [250, 250, 500]) {
      clock.advance(waitMs - 1);
      expect(circuit.state).toBe('open');
      clock.advance(1);
      await settle();
    }
    expect(states).toEqual(['open', 'probing', 'open', 'probing', 'open', 'probing', 'closed']);
    expect(clock.pending).toBe(0);
  });

  it('stays closed where one of five fails, and opens where every other one does', async () => {
    const { circuit } = await start([]);
    for (let round = 0; round < 100; round++) {
      circuit.failed('now and then');
      for (let success = 0; success < 4; success++) circuit.succeeded();
    }
    expect(circuit.state).toBe('closed');
    for (let round = 0; round < 4; round++) {
      circuit.failed('often');
      circuit.succeeded();
    }
    expect(circuit.state).toBe('open');
  });

  it('that is tripped during a probe does not close with it', async () => {
    let finish: () => void = () => {};
    const { circuit, clock, settle } = await start([
      () => Promise.resolve(),
      () => new Promise((resolve) => (finish = resolve)),
    ]);
    circuit.trip('gone');
    clock.advance(250);
    expect(circuit.state).toBe('probing');
    circuit.trip('gone again');
    finish();
    await settle();
    expect(circuit.state).toBe('open');
  });

  it('leaves no timer when it is closed for good', async () => {
    const { circuit, clock } = await start([fails]);
    expect(clock.pending).toBe(1);
    circuit.close();
    expect(clock.pending).toBe(0);
  });
});
