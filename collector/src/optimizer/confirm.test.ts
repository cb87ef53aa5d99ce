import { describe, expect, it } from '@jest/globals';
import { API_BASE } from '../contract/index.js';
import { problemOf } from './testing/expect-problem.js';
import { ANNA, LoopWorld } from './testing/loop-world.js';

const TTL = 'cache.products.ttl';
const POOL = 'pool.main.size';

describe('confirming a plan', () => {
  it('gives the same optimization when it is confirmed again, also at the same time', async () => {
    const world = await LoopWorld.create();
    const plan = await world.control.createPlan('shop', [POOL], ANNA);
    const both = await Promise.all([world.control.confirm(plan.id, ANNA), world.control.confirm(plan.id, ANNA)]);
    expect(both.map(({ created }) => created)).toEqual([true, false]);
    expect(both[1].optimization.id).toBe(both[0].optimization.id);
    await world.finished(both[0].optimization.id);
    expect(await world.control.confirm(plan.id, ANNA)).toMatchObject({
      created: false,
      optimization: { state: 'settled' },
    });
  });

  it('lets one optimization run at a time and links to it', async () => {
    const world = await LoopWorld.create();
    const first = await world.control.createPlan('shop', [POOL], ANNA);
    const second = await world.control.createPlan('shop', [TTL], ANNA);
    const outcomes = await Promise.allSettled([
      world.control.confirm(first.id, ANNA),
      world.control.confirm(second.id, ANNA),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    const problem = await problemOf(() => world.control.confirm(second.id, ANNA));
    const [running] = world.control.optimizations('shop');
    expect(problem).toMatchObject({
      id: 'optimization-running',
      link: `${API_BASE}/optimizations/${running?.id ?? ''}`,
    });
  });

  it('refuses a plan that has expired and offers a new one', async () => {
    const world = await LoopWorld.create();
    const plan = await world.control.createPlan('shop', [POOL], ANNA);
    await world.clock.advance(600_001);
    const problem = await problemOf(() => world.control.confirm(plan.id, ANNA));
    expect(problem.id).toBe('plan-expired');
    const fresh = world.control.plan(problem.link?.split('/').at(-1) ?? '');
    expect(fresh.changes.map(({ setting }) => setting)).toEqual([POOL]);
  });

  it('refuses a plan after a setting changed, but not after a target did', async () => {
    const world = await LoopWorld.create();
    const plan = await world.control.createPlan('shop', [POOL], ANNA);
    await world.control.setTargets('shop', { response_time: 0.1 }, ANNA);
    const second = await world.control.createPlan('shop', [POOL], ANNA);
    await world.control.takeSetting('shop', TTL, 10, ANNA);
    expect((await problemOf(() => world.control.confirm(plan.id, ANNA))).id).toBe('plan-stale');
    expect((await problemOf(() => world.control.confirm(second.id, ANNA))).link).toMatch(/\/plans\/plan-/);
  });

  it('knows no plan that it did not make', async () => {
    const world = await LoopWorld.create();
    expect((await problemOf(() => world.control.confirm('plan-0', ANNA))).id).toBe('not-found');
  });
});

describe('guards', () => {
  const refusal = async (world: LoopWorld): Promise<readonly string[]> =>
    (await world.control.createPlan('shop', [], ANNA)).refusals.map(({ guard }) => guard);

  it('refuse while frozen, and a freeze ends by itself', async () => {
    const world = await LoopWorld.create();
    const plan = await world.control.createPlan('shop', [], ANNA);
    await world.control.freeze('shop', { seconds: 120, reason: 'Black Friday' }, ANNA);
    expect((await world.control.createPlan('shop', [], ANNA)).refusals[0]?.sentence).toContain('by anna: Black Friday');
    expect((await problemOf(() => world.control.confirm(plan.id, ANNA))).id).toBe('frozen');
    await world.clock.advance(121_000);
    expect(await refusal(world)).toEqual([]);
    await world.control.freeze('shop', { seconds: 3600 }, ANNA);
    await world.control.unfreeze('shop', ANNA);
    expect(await refusal(world)).toEqual([]);
  });

  it('refuse when the database is down, with the sentence of the check', async () => {
    const world = await LoopWorld.create();
    for (const agent of world.agents) agent.checks = { database: 'ECONNREFUSED 127.0.0.1:5432' };
    await world.clock.advance(3000);
    expect(await refusal(world)).toEqual(['database-down']);
    expect(world.control.health('shop')).toMatchObject({
      status: 'degraded',
      checks: { database: 'ECONNREFUSED 127.0.0.1:5432' },
    });
  });

  it('refuse when errors come from elsewhere', async () => {
    const world = await LoopWorld.create({ model: { failures: () => 0.3 } });
    expect(await refusal(world)).toEqual(['upstream-errors']);
  });

  it('refuse with too little traffic and say how long a judgement would take', async () => {
    const world = await LoopWorld.create();
    for (const agent of world.agents) agent.requestsPerSecond = 0.5;
    await world.clock.advance(70_000);
    const plan = await world.control.createPlan('shop', [], ANNA);
    expect(plan.refusals[0]).toMatchObject({ guard: 'too-little-traffic' });
    expect(plan.refusals[0]?.sentence).toMatch(/would take about \d+ minutes/);
  });

  it('refuse without a baseline since the last start of an instance', async () => {
    const world = await LoopWorld.create();
    world.agents[0]?.die();
    world.addAgent({ instance: 'shop-1' });
    await world.clock.advance(8000);
    expect(await refusal(world)).toContain('no-baseline');
    await world.clock.advance(30_000);
    expect(await refusal(world)).toEqual([]);
  });

  it('refuse when nobody is connected, and in observe mode', async () => {
    const world = await LoopWorld.create({ defaults: { mode: 'observe' } });
    expect(await refusal(world)).toEqual(['observe-mode']);
    world.agents[0]?.die();
    await world.clock.advance(12_000);
    expect(await refusal(world)).toContain('no-agent');
    expect(world.control.health('shop').status).toBe('unhealthy');
  });

  it('apply nothing when the store cannot be written, and work again when it can', async () => {
    const world = await LoopWorld.create();
    const plan = await world.control.createPlan('shop', [POOL], ANNA);
    world.store.broken = true;
    expect(await refusal(world)).toEqual(['store-unwritable']);
    expect((await problemOf(() => world.control.confirm(plan.id, ANNA))).id).toBe('store-unavailable');
    await world.clock.advance(5000);
    expect(world.agents[0]?.answers.flatMap(({ desired }) => desired.trials)).toEqual([]);
    world.store.broken = false;
    expect((await world.control.confirm(plan.id, ANNA)).created).toBe(true);
  });

  it('leave alone what a person owns, until it is handed back', async () => {
    const world = await LoopWorld.create();
    await world.control.takeSetting('shop', POOL, 3, ANNA);
    await world.clock.advance(3000);
    expect(world.agents[0]?.values()[POOL]).toBe(3);
    const plan = await world.control.createPlan('shop', [POOL], ANNA);
    expect(plan.changes).toEqual([]);
    expect(plan.warnings).toMatchObject([{ guard: 'person-owned', setting: POOL }]);
    await world.control.returnSetting('shop', POOL, ANNA);
    const again = await world.control.createPlan('shop', [POOL], ANNA);
    expect(again.changes[0]).toMatchObject({ from: 3, to: 6 });
  });

  it('make a cool-down a warning to a person', async () => {
    const world = await LoopWorld.create({ model: { waitSeconds: () => 0.04 } });
    await world.pressed(POOL);
    await world.clock.advance(70_000);
    const plan = await world.control.createPlan('shop', [POOL], ANNA);
    expect(plan.changes).toHaveLength(1);
    expect(plan.warnings).toMatchObject([{ guard: 'cool-down', setting: POOL }]);
  });
});

describe('what people send', () => {
  it.each([
    [
      'a target of -1',
      (world: LoopWorld) => world.control.setTargets('shop', { response_time: -1 }, ANNA),
      'from 0.001 to 600',
    ],
    [
      'a threshold above 1',
      (world: LoopWorld) => world.control.setThresholds('shop', { cpu: 80 }, ANNA),
      'from 0.05 to 1',
    ],
    ['a freeze of a second', (world: LoopWorld) => world.control.freeze('shop', { seconds: 1 }, ANNA), '60 s'],
    [
      'a pool of 1000',
      (world: LoopWorld) => world.control.takeSetting('shop', POOL, 1000, ANNA),
      'between 1 connections and 100',
    ],
    ['half a connection', (world: LoopWorld) => world.control.takeSetting('shop', POOL, 2.5, ANNA), 'whole number'],
    [
      'a scope that is nothing',
      (world: LoopWorld) => world.control.createPlan('shop', ['/nowhere'], ANNA),
      '"/nowhere"',
    ],
  ])('%s is refused with what would be right', async (_, call, text) => {
    const world = await LoopWorld.create();
    const problem = await problemOf(() => call(world));
    expect(problem.id).toBe('invalid-body');
    expect(problem.detail).toContain(text);
  });

  it('names what is known when a service or a setting is not', async () => {
    const world = await LoopWorld.create();
    expect((await problemOf(() => world.control.report('shp'))).nextStep).toContain('shop');
    expect((await problemOf(() => world.control.takeSetting('shop', 'pool.x', 1, ANNA))).nextStep).toContain(POOL);
  });

  it('reaches the agents at once and is on the ledger', async () => {
    const world = await LoopWorld.create();
    await world.control.setTargets('shop', { response_time: 0.2 }, ANNA);
    await world.control.setMode('shop', { admission: 'enforce' }, ANNA);
    await world.clock.advance(10);
    expect(world.agents[0]?.answers.at(-1)?.desired).toMatchObject({
      targets: { response_time: 0.2 },
      admission: 'enforce',
    });
    const entries = await world.control.ledger({ service: 'shop' });
    expect(entries.map((entry) => entry.kind === 'audit' && [entry.action, entry.actor.name])).toEqual([
      ['mode', 'anna'],
      ['targets', 'anna'],
    ]);
  });
});
