import { describe, expect, it } from '@jest/globals';
import { problemOf } from '../testing/expect-problem.js';
import { ANNA, LoopWorld } from '../testing/loop-world.js';

const signal = new AbortController().signal;

describe('the long poll of agents', () => {
  it('is held while nothing changes and answered at once when something does', async () => {
    const world = await LoopWorld.create();
    const [agent] = world.agents;
    agent?.die();
    await world.clock.advance(10);
    const report = {
      ...(agent?.report(2000) ?? fail()),
      appliedRevision: agent?.answers.at(-1)?.desired.revision ?? 0,
    };
    let answered = false;
    const answer = world.control.link.exchange(report, signal).then((result) => {
      answered = true;
      return result;
    });
    await world.clock.advance(1900);
    expect(answered).toBe(false);
    await world.control.setTargets('shop', { throughput: 5 }, ANNA);
    await world.clock.advance(0);
    expect(answered).toBe(true);
    expect((await answer).desired.targets.throughput).toBe(5);
    expect((await answer).desired.revision).toBeGreaterThan(report.appliedRevision);
  });

  it('brings along what the application declares: above the collector’s defaults, below what people say', async () => {
    const world = await LoopWorld.create();
    const [agent] = world.agents;
    agent?.die();
    await world.clock.advance(10);
    const declared = { targets: { response_time: 0.02 }, thresholds: { cpu: 0.6 }, admission: 'enforce' } as const;
    const ask = async () =>
      (await world.control.link.exchange({ ...(agent?.report(0) ?? fail()), declared }, signal)).desired;
    expect(await ask()).toMatchObject({
      targets: { response_time: 0.02, throughput: 1000 / 60 },
      thresholds: { cpu: 0.6, memory: 0.8 },
      admission: 'enforce',
    });
    await world.control.setTargets('shop', { response_time: 0.3 }, ANNA);
    expect((await ask()).targets).toMatchObject({ response_time: 0.3, throughput: 1000 / 60 });
  });

  it('ends after two seconds at the latest', async () => {
    const world = await LoopWorld.create();
    const [agent] = world.agents;
    agent?.die();
    const report = {
      ...(agent?.report(600_000) ?? fail()),
      appliedRevision: agent?.answers.at(-1)?.desired.revision ?? 0,
    };
    const answer = world.control.link.exchange(report, signal);
    await world.clock.advance(2000);
    await expect(answer).resolves.toMatchObject({ acknowledged: report.batches.at(-1)?.sequence ?? 0 });
  });

  it('gives revisions that ascend over a restart of the collector', async () => {
    const world = await LoopWorld.create();
    const before = world.agents[0]?.answers.at(-1)?.desired.revision ?? 0;
    await world.crashCollector();
    await world.clock.advance(5000);
    expect(world.agents[0]?.answers.at(-1)?.desired.revision).toBeGreaterThan(before);
  });

  it('refuses another protocol and names both', async () => {
    const world = await LoopWorld.create();
    const report = world.agents[0]?.sent[0] ?? fail();
    const problem = await problemOf(() => world.control.link.exchange({ ...report, protocol: 9 }, signal));
    expect(problem).toMatchObject({ id: 'protocol-mismatch', status: 400 });
    expect(problem.detail).toContain('speaks protocol 9, this collector speaks protocol 1');
  });
});

describe('instances', () => {
  it('are gone after ten seconds of silence', async () => {
    const world = await LoopWorld.create({}, 2);
    world.agents[1]?.die();
    await world.clock.advance(12_500);
    const [service] = world.control.services();
    expect(service?.instances.map(({ instance, connected }) => [instance, connected])).toEqual([
      ['shop-1', true],
      ['shop-2', false],
    ]);
  });

  it('of one name are told apart, and it is said clearly', async () => {
    const world = await LoopWorld.create();
    const twin = world.addAgent({ instance: 'shop-1' });
    await world.clock.advance(5000);
    const [service] = world.control.services();
    expect(service?.instances).toHaveLength(1);
    expect(service?.instances[0]?.startedAt).toBe(new Date(twin.startedAt).toISOString());
    expect(service?.instances[0]?.checks['instance']).toContain('Two processes report as instance "shop-1"');
    expect(world.control.health('shop').status).toBe('degraded');
  });

  it('of several services are independent', async () => {
    const world = await LoopWorld.create();
    world.addAgent({ instance: 'blog-1', service: 'blog' });
    await world.clock.advance(62_000);
    await world.control.freeze('blog', { seconds: 3600 }, ANNA);
    expect(world.control.services().map(({ service, freeze }) => [service, freeze === null])).toEqual([
      ['blog', false],
      ['shop', true],
    ]);
    const settled = await world.pressed('pool.main.size');
    expect(settled.changes[0]?.state).toBe('kept');
    expect(world.agents[1]?.values()['pool.main.size']).toBe(2);
    expect(world.control.health(undefined).status).toBe('healthy');
  });
});

function fail(): never {
  throw new Error('there should be one');
}
