import { describe, expect, it } from '@jest/globals';
import { ANNA, LoopWorld } from './testing/loop-world.js';

const TTL = 'cache.products.ttl';

/** A shop whose database hangs for ten seconds; the press follows two seconds after. */
async function afterIncident(seed: number): Promise<LoopWorld> {
  let slowness = 1;
  const world = await LoopWorld.create({ seed, model: { weather: () => slowness, evicted: () => 0 } });
  slowness = 60;
  await world.clock.advance(10_000);
  slowness = 1;
  await world.clock.advance(2_000);
  return world;
}

describe('a press when an incident is just over', () => {
  it('is warned, with one cause and one next step, and not refused', async () => {
    const world = await afterIncident(7);
    const plan = await world.control.createPlan('shop', [], ANNA);
    expect(plan.refusals).toEqual([]);
    const [warning] = plan.warnings;
    expect(warning?.guard).toBe('recent-incident');
    expect(warning?.sentence).toMatch(/^Answers took .+ on average until .+ otherwise, so that .+\.$/);
    expect(warning?.nextStep).toMatch(/^Make a new plan in \d+ seconds\.$/);
    await world.clock.advance(62_000);
    expect((await world.control.createPlan('shop', [], ANNA)).warnings).toEqual([]);
  });

  it('keeps a clear gain all the same', async () => {
    for (const seed of [1, 2, 3]) {
      const world = await afterIncident(seed);
      const settled = await world.pressed(TTL);
      expect(settled.changes[0]).toMatchObject({ state: 'kept' });
      expect(settled.changes[0]?.decision?.measured?.ratio).toBeLessThan(0.5);
    }
  });
});
