import { describe, expect, it } from '@jest/globals';
import { problemOf } from './testing/expect-problem.js';
import { ANNA, LoopWorld } from './testing/loop-world.js';

const TTL = 'cache.products.ttl';
const POOL = 'pool.main.size';
const LOST = { outcome: 'reverted', reason: 'lost' };

describe('an instance that dies', () => {
  it.each([0, 300, 4_000, 14_000, 30_000])(
    'of two, %i ms after a press: the trial is undone, the other goes on alike',
    async (ms) => {
      const world = await LoopWorld.create({}, 2);
      const { optimization } = await world.press(POOL);
      await world.clock.advance(ms);
      const trying = world.agents.find((agent) => agent.values()[POOL] === 4) ?? world.agents[0];
      trying?.die();
      const settled = await world.finished(optimization.id);
      const [change] = settled.changes;
      if (change?.decision?.outcome !== 'kept') expect(change?.decision).toMatchObject(LOST);
      await world.clock.advance(6000);
      const survivor = world.agents.find((agent) => agent !== trying);
      expect(survivor?.values()[POOL]).toBe(change?.state === 'kept' ? 4 : 2);
      expect(JSON.parse(world.store.states.get('shop') ?? '')).not.toHaveProperty('pending');
    }
  );

  it('alone, in the middle of a trial: it is undone, the rest is left out, and a new process starts with the old value', async () => {
    const world = await LoopWorld.create();
    const { optimization } = await world.press();
    await world.clock.advance(5000);
    world.agents[0]?.die();
    const ended = await world.finished(optimization.id);
    expect(ended.state).toBe('failed');
    expect(ended.changes[0]?.decision).toMatchObject(LOST);
    expect(ended.changes.slice(1).map(({ dropped }) => dropped?.guard)).toEqual(['no-agent', 'no-agent']);
    const next = world.addAgent({ instance: 'shop-1' });
    await world.clock.advance(3000);
    expect(next.values()[POOL]).toBe(2);
  });

  it('and comes up again within ten minutes after a kept change gets the old value, and the decision says so', async () => {
    const world = await LoopWorld.create();
    const settled = await world.pressed(POOL);
    expect(settled.changes[0]?.state).toBe('kept');
    await world.clock.advance(40_000);
    world.agents[0]?.die();
    await world.clock.advance(2000);
    const next = world.addAgent({ instance: 'shop-1' });
    await world.clock.advance(100);
    expect(next.answers[0]?.desired.settings).toEqual({});
    const [decision] = world.store.decisions.slice(-1);
    expect(decision).toMatchObject({ outcome: 'reverted', reason: 'crash', setting: POOL });
    expect(decision?.sentence).toContain('shop-1 ended unexpectedly');
    expect(world.control.optimization(settled.id)).toMatchObject({ revertible: false });
  });

  it('keeps what was kept when it was ended on purpose, or dies long after', async () => {
    const world = await LoopWorld.create();
    await world.pressed(POOL);
    await world.agents[0]?.leave();
    await world.clock.advance(1000);
    const next = world.addAgent({ instance: 'shop-1' });
    await world.clock.advance(100);
    expect(next.answers[0]?.desired.settings).toEqual({ [POOL]: 4 });
    await world.clock.advance(700_000);
    next.die();
    const third = world.addAgent({ instance: 'shop-1' });
    await world.clock.advance(100);
    expect(third.answers[0]?.desired.settings).toEqual({ [POOL]: 4 });
  });
});

describe('an application that refuses a value', () => {
  it('has the change left out with its sentence, and the others go on', async () => {
    const world = await LoopWorld.create();
    world.agents[0]?.die();
    world.addAgent({
      instance: 'shop-2',
      refuses: (setting) => (setting === POOL ? 'pool.main.size: 4 is more than the licence allows.' : undefined),
    });
    await world.clock.advance(62_000);
    const settled = await world.pressed();
    const pool = settled.changes.find(({ change }) => change.setting === POOL);
    expect(pool).toMatchObject({
      state: 'dropped',
      dropped: { sentence: expect.stringContaining('more than the licence allows') },
    });
    expect(settled.changes.filter(({ decision }) => decision !== undefined)).toHaveLength(2);
  });
});

describe('reports that get lost, come twice or overtake each other', () => {
  it('change no count and no outcome', async () => {
    const world = await LoopWorld.create();
    const [agent] = world.agents;
    if (agent === undefined) throw new Error('no agent');
    agent.lossRatio = 0.3;
    await world.clock.advance(65_000);
    const before = world.control.metrics('shop').application.throughput ?? 0;
    expect(before / 60).toBeGreaterThan(22);
    expect(before / 60).toBeLessThan(28);
    for (const report of agent.sent.slice(-20).reverse()) {
      await world.control.link.exchange({ ...report, holdMs: 0 }, new AbortController().signal);
    }
    expect(world.control.metrics('shop').application.throughput).toBe(before);
    const settled = await world.pressed(POOL);
    expect(settled.changes[0]?.state).toBe('kept');
  });

  it('leave a merged batch out of which a part is known', async () => {
    const world = await LoopWorld.create();
    const report = world.agents[0]?.sent.at(-1);
    const [batch] = report?.batches ?? [];
    if (report === undefined || batch === undefined) throw new Error('no report');
    const before = world.control.routes('shop');
    const merged = { ...batch, first: batch.sequence - 1, sequence: batch.sequence + 1 };
    await world.control.link.exchange({ ...report, batches: [merged], holdMs: 0 }, new AbortController().signal);
    expect(world.control.routes('shop')).toEqual(before);
  });
});

describe('a collector that dies', () => {
  it('in the middle of a trial, comes up, closes the change as a crash, and the old value is in force', async () => {
    const world = await LoopWorld.create();
    const { optimization } = await world.press(POOL);
    await world.clock.advance(6000);
    await world.crashCollector();
    await world.clock.advance(6000);
    const [decision] = world.store.decisions;
    expect(decision).toMatchObject({
      outcome: 'reverted',
      reason: 'crash',
      rule: 'pool-too-small',
      unit: 'connections',
      from: 2,
      to: 4,
    });
    expect(world.agents[0]?.values()[POOL]).toBe(2);
    expect(JSON.parse(world.store.states.get('shop') ?? '')).not.toHaveProperty('pending');
    expect(world.control.optimization(optimization.id)).toMatchObject({ state: 'failed', revertible: false });
    await world.crashCollector();
    expect(world.store.decisions).toHaveLength(1);
  });

  it('remembers what it kept: it is in force, and can still be reverted', async () => {
    const world = await LoopWorld.create();
    const kept = await world.pressed(POOL);
    await world.crashCollector();
    await world.clock.advance(4000);
    expect(world.agents[0]?.values()[POOL]).toBe(4);
    expect(world.control.optimization(kept.id).revertible).toBe(true);
    await world.control.revert(kept.id, ANNA);
    await world.clock.advance(3000);
    expect(world.agents[0]?.values()[POOL]).toBe(2);
  });

  it('is told of a deployment before and does not take it for a crash', async () => {
    const world = await LoopWorld.create();
    await world.pressed(POOL);
    await world.agents[0]?.leave();
    await world.crashCollector();
    const next = world.addAgent({ instance: 'shop-1' });
    await world.clock.advance(100);
    expect(next.answers[0]?.desired.settings).toEqual({ [POOL]: 4 });
  });

  it('undoes a fresh change of an application that died with it', async () => {
    const world = await LoopWorld.create();
    await world.pressed(POOL);
    world.agents[0]?.die();
    await world.clock.advance(1000);
    await world.crashCollector();
    const next = world.addAgent({ instance: 'shop-1' });
    await world.clock.advance(100);
    expect(next.values()[POOL]).toBe(2);
    expect(world.store.decisions.at(-1)).toMatchObject({ outcome: 'reverted', reason: 'crash' });
  });
});

describe('a store that cannot be written any more', () => {
  it('in the middle of a trial: the old value stays, and decisions are written later', async () => {
    const world = await LoopWorld.create();
    const { optimization } = await world.press(POOL);
    await world.clock.advance(5000);
    world.store.broken = true;
    const ended = await world.finished(optimization.id);
    expect(ended.state).toBe('failed');
    expect(ended.sentence).toContain('The disk is full.');
    expect(world.agents[0]?.values()[POOL]).toBe(2);
    expect(world.store.decisions).toEqual([]);
    world.store.broken = false;
    world.control.start();
    await world.clock.advance(6000);
    expect(world.store.decisions).toMatchObject([{ setting: POOL, outcome: 'reverted' }]);
    await world.control.close();
  });
});

describe('stopping', () => {
  it('cancels the open change and leaves the others alone', async () => {
    const world = await LoopWorld.create();
    const { optimization } = await world.press();
    await world.clock.advance(4000);
    const cancelled = world.control.cancel(optimization.id, ANNA);
    await world.clock.advance(3000);
    expect(await cancelled).toMatchObject({ state: 'cancelled' });
    expect((await cancelled).changes.map(({ state }) => state)).toEqual(['reverted', 'cancelled', 'cancelled']);
    expect(world.store.decisions).toMatchObject([{ reason: 'cancelled' }]);
    expect((await problemOf(() => world.control.cancel(optimization.id, ANNA))).id).toBe('not-revertible');
  });

  it('freezes in the middle of a trial, and reverts while frozen', async () => {
    const world = await LoopWorld.create();
    const kept = await world.pressed(POOL);
    await world.clock.advance(62_000);
    const { optimization } = await world.press(TTL);
    await world.clock.advance(4000);
    await world.control.freeze('shop', { seconds: 3600 }, ANNA);
    expect((await world.finished(optimization.id)).state).toBe('cancelled');
    await world.clock.advance(3000);
    expect(world.agents[0]?.values()[TTL]).toBe(2);
    const reverted = await world.control.revert(kept.id, ANNA);
    expect(reverted.changes[0]).toMatchObject({ state: 'reverted', decision: { reason: 'person', actor: ANNA } });
    expect((await problemOf(() => world.control.revert(kept.id, ANNA))).id).toBe('not-revertible');
  });

  it('lets a person take the very setting that is being tried', async () => {
    const world = await LoopWorld.create();
    const { optimization } = await world.press(POOL);
    await world.clock.advance(4000);
    await world.control.takeSetting('shop', POOL, 7, ANNA);
    const settled = await world.finished(optimization.id);
    expect(settled.changes[0]?.decision).toMatchObject({ outcome: 'reverted', reason: 'person' });
    await world.clock.advance(3000);
    expect(world.agents[0]?.values()[POOL]).toBe(7);
    expect(await world.setting(POOL)).toBe(7);
  });

  it('closes with nothing left: no trial, no timer, no waiting agent', async () => {
    const world = await LoopWorld.create();
    world.control.start();
    const { optimization } = await world.press(POOL);
    await world.clock.advance(4000);
    const closed = world.control.close();
    await world.clock.advance(10);
    await closed;
    expect(world.control.optimization(optimization.id).state).toBe('cancelled');
    for (const agent of world.agents) agent.die();
    await world.clock.advance(5000);
    expect(world.clock.pendingTimers).toBe(0);
  });
});
