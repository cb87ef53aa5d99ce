import { describe, expect, it } from '@jest/globals';
import { ANNA, LoopWorld } from './testing/loop-world.js';
import { DEMO_TIMING } from './timing.js';

const POOL = 'pool.main.size';
const TIMING = { ...DEMO_TIMING, intervalMs: 120_000, thresholdHoldMs: 20_000 };

describe('triggers', () => {
  it('leave a plan for a person in mode propose, and change nothing', async () => {
    const world = await LoopWorld.create({ control: { timing: TIMING } });
    world.control.start();
    await world.clock.advance(130_000);
    const [planned] = world.control.optimizations('shop');
    expect(planned).toMatchObject({ state: 'planned', trigger: 'interval', actor: { kind: 'engine' } });
    expect(await world.control.report('shop')).toMatchObject({ optimization: null, proposal: { id: planned?.id } });
    expect(world.store.states.size).toBe(0);
    const { optimization } = await world.control.confirm(planned?.plan ?? '', ANNA);
    expect(optimization).toMatchObject({ id: planned?.id, state: 'applying', actor: ANNA });
  });

  it('hide nothing by what they propose: the last one that ran stays, and a plan that was dismissed is gone', async () => {
    const world = await LoopWorld.create({ control: { timing: TIMING } });
    const ran = await world.pressed(POOL);
    world.control.start();
    const proposed = async () => (await world.control.report('shop')).proposal;
    await world.clock.until(
      () => world.control.optimizations('shop').some(({ state }) => state === 'planned'),
      900_000
    );
    expect(await world.control.report('shop')).toMatchObject({ optimization: { id: ran.id } });
    const id = (await proposed())?.id ?? '';
    await world.control.cancel(id, ANNA);
    expect(await world.control.report('shop')).toMatchObject({ optimization: { id: ran.id }, proposal: null });
    await world.control.close();
  });

  it('act by themselves in mode apply, in steps of 25 %', async () => {
    const world = await LoopWorld.create({ control: { timing: TIMING }, defaults: { mode: 'apply' } });
    world.control.start();
    await world.clock.advance(130_000);
    const [acting] = world.control.optimizations('shop');
    expect(acting?.changes.length).toBeGreaterThan(0);
    for (const { change } of acting?.changes ?? []) {
      const isOneMore = change.setting === POOL && change.to === Number(change.from) + 1;
      if (!isOneMore) expect(Number(change.to) / Number(change.from)).toBeLessThanOrEqual(1.25);
    }
    await world.finished(acting?.id ?? '');
    await world.clock.advance(250_000);
    const rested = world.control
      .optimizations('shop')
      .map(({ changes }) => changes.map(({ change }) => change.setting));
    expect(new Set(rested.flat()).size).toBe(rested.flat().length);
    await world.control.close();
  });

  it('act when a threshold stays exceeded, and not before', async () => {
    const world = await LoopWorld.create({ control: { timing: { ...TIMING, intervalMs: 10_000_000 } } });
    world.control.start();
    await world.clock.advance(60_000);
    expect(world.control.optimizations('shop')).toEqual([]);
    await world.control.setThresholds('shop', { response_time: 0.05 }, ANNA);
    await world.clock.advance(15_000);
    expect(world.control.optimizations('shop')).toEqual([]);
    await world.clock.advance(20_000);
    expect(world.control.optimizations('shop')).toMatchObject([{ state: 'planned', trigger: 'threshold' }]);
    await world.control.close();
  });

  it('only look in mode observe', async () => {
    const world = await LoopWorld.create({ control: { timing: TIMING }, defaults: { mode: 'observe' } });
    world.control.start();
    await world.clock.advance(300_000);
    expect(world.control.optimizations('shop')).toEqual([]);
    await world.control.close();
  });
});
