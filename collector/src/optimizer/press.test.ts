import { describe, expect, it } from '@jest/globals';
import { ANNA, LoopWorld } from './testing/loop-world.js';
import { DEMO_TIMING } from './timing.js';

const TTL = 'cache.products.ttl';
const CAPACITY = 'cache.products.capacity';
const POOL = 'pool.main.size';
/** Settings that make no difference to anything. */
const NO_GAIN = { expired: () => 0.3, evicted: () => 0.3, waitSeconds: () => 0.04 };

describe('a press in a shop that is misconfigured', () => {
  it('plans what was planted, the largest expected gain first, with evidence, bounds and steps', async () => {
    const world = await LoopWorld.create();
    const plan = await world.control.createPlan('shop', [], ANNA);
    expect(plan.refusals).toEqual([]);
    expect(plan.changes.map(({ setting, from, to, method }) => [setting, from, to, method]).sort()).toEqual([
      [CAPACITY, 50, 200, 'keys'],
      [TTL, 2, 8, 'keys'],
      [POOL, 2, 4, 'blocks'],
    ]);
    const ratios = plan.changes.map(({ expected }) => expected.ratio);
    expect(ratios).toEqual([...ratios].sort((a, b) => a - b));
    for (const { expected, evidence, why, riskText, undo } of plan.changes) {
      expect(expected.low).toBeLessThanOrEqual(expected.ratio);
      expect(expected.high).toBeGreaterThanOrEqual(expected.ratio);
      expect(evidence.length).toBeGreaterThan(1);
      expect([why, riskText, undo, expected.basis].every((text) => text.endsWith('.'))).toBe(true);
    }
    expect(plan.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(Object.isFrozen(plan.changes[0])).toBe(true);
  });

  it('applies at once, keeps what helps, writes it down, and leaves no trial behind', async () => {
    const world = await LoopWorld.create({ seed: 9 });
    const { optimization } = await world.press();
    expect(optimization.state).toBe('applying');
    await world.clock.advance(300);
    expect(world.control.optimization(optimization.id).changes[0]).toMatchObject({ state: 'observing' });
    const settled = await world.finished(optimization.id);
    expect(settled.state).toBe('settled');
    const kept = settled.changes.filter(({ state }) => state === 'kept');
    expect(kept.length).toBeGreaterThanOrEqual(2);
    expect(settled.revertible).toBe(true);
    for (const { change, decision } of kept) {
      expect(decision?.measured?.ratio).toBeLessThan(1);
      expect(decision?.measured?.eGain).toBeGreaterThanOrEqual(20);
      expect(world.agents[0]?.settings[change.setting]).toBe(change.to);
      expect(await world.setting(change.setting)).toBe(change.to);
    }
    expect(world.store.decisions.map(({ setting }) => setting)).toEqual(
      settled.changes.map(({ change }) => change.setting)
    );
    expect(JSON.parse(world.store.states.get('shop') ?? '')).not.toHaveProperty('pending');
    expect(world.agents[0]?.answers.at(-1)?.desired.trials).toEqual([]);
    const span = Date.parse(settled.finishedAt ?? '') - Date.parse(settled.startedAt);
    expect(span).toBeLessThan(160_000);
  });

  it('finds nearly all of what helps, within a minute for each change', async () => {
    const kept: number[] = [];
    for (let seed = 7; seed < 15; seed++) {
      const { changes } = await (await LoopWorld.create({ seed })).pressed();
      kept.push(changes.filter(({ state }) => state === 'kept').length);
    }
    expect(kept.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(0.8 * 3 * kept.length);
  });

  it('undoes what brings nothing and restores the exact settings', async () => {
    const world = await LoopWorld.create({ model: NO_GAIN });
    const settled = await world.pressed();
    expect(settled.changes.length).toBeGreaterThan(0);
    expect(settled.changes.map(({ state }) => state)).not.toContain('kept');
    expect(settled.revertible).toBe(false);
    expect(world.agents[0]?.values()).toEqual({ [TTL]: 2, [CAPACITY]: 50, [POOL]: 2 });
    for (const decision of world.store.decisions) expect(decision.reason).toBe('no-gain');
  });

  it('undoes harm within seconds', async () => {
    const world = await LoopWorld.create({ model: { waitSeconds: (size) => (size > 2 ? 0.6 : 0.06) } });
    const settled = await world.pressed(POOL);
    const [change] = settled.changes;
    expect(change?.decision).toMatchObject({ outcome: 'reverted', reason: 'harm' });
    const span = Date.parse(settled.finishedAt ?? '') - Date.parse(settled.startedAt);
    expect(span).toBeLessThan(25_000);
    expect(world.agents[0]?.values()[POOL]).toBe(2);
  });

  it('takes more failures under the new value for harm, however fast the answers are', async () => {
    const world = await LoopWorld.create({ model: { failures: (settings) => (settings[POOL] === 4 ? 0.2 : 0) } });
    const settled = await world.pressed(POOL);
    expect(settled.changes[0]?.decision).toMatchObject({ outcome: 'reverted', reason: 'harm' });
    expect(settled.changes[0]?.decision?.sentence).toContain('failures and rejections rose');
  });

  it('limits itself to what the press was limited to', async () => {
    const world = await LoopWorld.create();
    const settings = async (...scope: string[]): Promise<string[]> =>
      (await world.control.createPlan('shop', scope, ANNA)).changes.map(({ setting }) => setting).sort();
    expect(await settings('cache.products')).toEqual([CAPACITY, TTL]);
    expect(await settings(POOL)).toEqual([POOL]);
    expect(await settings('ttl')).toEqual([TTL]);
    expect(await settings('/product/:id')).toEqual([CAPACITY, TTL, POOL]);
    expect(await settings('/dashboard')).toEqual([POOL]);
  });

  it('says so when there is nothing to do', async () => {
    const world = await LoopWorld.create({ model: { expired: () => 0, evicted: () => 0, waitSeconds: () => 0 } });
    const { optimization } = await world.press();
    expect(optimization).toMatchObject({ state: 'nothing-to-do', changes: [] });
  });

  it('judges before/after where a process cannot run two values, and says so', async () => {
    const world = await LoopWorld.create({ model: { oneKey: true, expired: (ttl) => (ttl > 2 ? 0.05 : 0.8) } });
    const settled = await world.pressed(TTL);
    expect(settled.changes[0]?.decision?.measured?.method).toBe('before/after');
    expect(settled.changes[0]?.state).toBe('kept');
  });

  it('needs no more before than the minute that there is, where the time for judging is long', async () => {
    const world = await LoopWorld.create({
      model: { oneKey: true, expired: (ttl) => (ttl > 2 ? 0.05 : 0.8) },
      control: { timing: { ...DEMO_TIMING, judgeMs: 600_000, blockMs: 5_000 } },
    });
    const [change] = (await world.pressed(TTL)).changes;
    expect(change?.state).toBe('kept');
    expect(change?.decision?.measured?.blocks).toBeGreaterThanOrEqual(8);
  });
});

describe('a press with several instances', () => {
  it('tries on half of them, swaps roles, and ends with all alike', async () => {
    const world = await LoopWorld.create({}, 2);
    const plan = await world.control.createPlan('shop', [POOL], ANNA);
    expect(plan.changes[0]).toMatchObject({ method: 'instances', instances: ['shop-1', 'shop-2'] });
    const { optimization } = await world.control.confirm(plan.id, ANNA);
    await world.clock.advance(500);
    expect(world.agents.map((agent) => agent.values()[POOL]).sort()).toEqual([2, 4]);
    const settled = await world.finished(optimization.id);
    expect(settled.changes[0]).toMatchObject({ state: 'kept' });
    expect(settled.changes[0]?.decision?.measured?.method).toBe('instances');
    expect(world.agents.map((agent) => agent.values()[POOL])).toEqual([4, 4]);
    const arms = world.agents[0]?.answers.flatMap(({ desired }) =>
      desired.trials.flatMap(({ split }) => (split.by === 'whole' ? [split.arm] : []))
    );
    expect(new Set(arms)).toEqual(new Set(['a', 'b']));
  });

  it('is not fooled by an instance that is slower than the other for good', async () => {
    const world = await LoopWorld.create({ model: NO_GAIN });
    world.addAgent({ instance: 'shop-slow', slowness: 1.6 });
    await world.clock.advance(62_000);
    const settled = await world.pressed(POOL);
    expect(settled.changes[0]?.state).not.toBe('kept');
    expect(world.agents.map((agent) => agent.values()[POOL])).toEqual([2, 2]);
  });

  it('does not let all pools together exceed what the server accepts', async () => {
    const world = await LoopWorld.create({}, 1);
    for (let n = 2; n <= 30; n++) world.addAgent({ instance: `shop-${n}`, requestsPerSecond: 2 });
    await world.clock.advance(62_000);
    const plan = await world.control.createPlan('shop', [POOL], ANNA);
    expect(plan.changes[0]).toMatchObject({ from: 2, to: 3 });
  });
});
