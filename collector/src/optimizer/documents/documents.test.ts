import { describe, expect, it } from '@jest/globals';
import { createInstruments } from '../../instruments/instruments.js';
import { cachesDocument } from '../../server/schemas/caches.js';
import * as documents from '../../server/schemas/documents.js';
import * as loop from '../../server/schemas/loop.js';
import { ANNA, LoopWorld } from '../testing/loop-world.js';

/** Whether it is of the form that the API promises, after its way through JSON. */
const problemsOf = (
  schema: { safeParse(value: unknown): { error?: { message: string } | undefined } },
  value: unknown
): string => schema.safeParse(JSON.parse(JSON.stringify(value))).error?.message ?? '';

describe('what the loop answers', () => {
  it('has the form that the API promises, while it runs and afterwards', async () => {
    const world = await LoopWorld.create();
    const { control } = world;
    const { plan, optimization } = await world.press();
    expect(problemsOf(loop.planSchema, plan)).toBe('');
    await world.clock.advance(15_000);
    expect(problemsOf(loop.optimizationSchema, control.optimization(optimization.id))).toBe('');
    expect(control.optimization(optimization.id).secondsLeft).toBeGreaterThan(0);
    await world.finished(optimization.id);
    expect(problemsOf(loop.optimizationSchema, control.optimization(optimization.id))).toBe('');
    expect(problemsOf(documents.reportDocument, await control.report('shop'))).toBe('');
    expect(problemsOf(documents.metricsDocument, control.metrics('shop'))).toBe('');
    expect(problemsOf(documents.healthDocument, control.health('shop'))).toBe('');
    expect(problemsOf(documents.settingsDocument, await control.settings('shop'))).toBe('');
    expect(problemsOf(documents.guidesDocument, await control.guides('shop'))).toBe('');
    expect(problemsOf(documents.servicesDocument, { services: control.services() })).toBe('');
    expect(problemsOf(documents.routesDocument, { routes: control.routes('shop') })).toBe('');
    expect(problemsOf(cachesDocument, { caches: control.caches('shop') })).toBe('');
    for (const entry of await control.ledger({})) expect(problemsOf(loop.ledgerEntrySchema, entry)).toBe('');
  });

  it('gives measurements in the units of SPEC.md, and null where nothing was measured', async () => {
    const world = await LoopWorld.create({
      control: { systemUsage: () => ({ cpu: 0.452, networkLatencySeconds: 0.0125 }) },
    });
    const { system, application, cache, database } = world.control.metrics('shop');
    expect(system).toEqual({ cpuUsage: 45.2, memoryUsage: null, diskUsage: null, networkLatency: 12.5 });
    expect(application.throughput).toBeGreaterThan(1300);
    expect(application.throughput).toBeLessThan(1700);
    expect(application.responseTime).toBeGreaterThan(50);
    expect(application.successRate).toBe(100);
    expect((cache.hitRate ?? 0) + (cache.missRate ?? 0)).toBeCloseTo(100);
    expect(database.queryTime).toBeNull();
  });

  it('holds measurements against targets and thresholds of the service', async () => {
    const world = await LoopWorld.create({
      control: { services: { shop: { targets: { response_time: 0.02, throughput: 1, error_rate: 0.1 } } } },
    });
    const { compliance, thresholds, refusals } = await world.control.report('shop');
    expect(compliance.map(({ objective, state }) => [objective, state])).toEqual([
      ['response_time', 'missed'],
      ['throughput', 'met'],
      ['error_rate', 'met'],
    ]);
    expect(thresholds.map(({ metric, exceeded }) => [metric, exceeded])).toEqual([
      ['cpu', false],
      ['memory', false],
      ['response_time', false],
      ['error_rate', false],
    ]);
    expect(refusals).toEqual([]);
  });

  it('evaluates the guides on the same window', async () => {
    const world = await LoopWorld.create();
    const { guides } = await world.control.guides('shop');
    expect(guides).toHaveLength(4);
    expect(guides.find(({ id }) => id === 'low-cache-hit-rate')?.symptom.verdict).toBe('confirmed');
  });

  it.each([{}, { service: 'shop' }])(
    'exports its own series, with a registry that adds %p itself',
    async (constantLabels) => {
      const instruments = createInstruments({ constantLabels });
      const world = await LoopWorld.create({ control: { instruments } });
      const text = async (): Promise<string> => {
        let all = '';
        for await (const slice of instruments.render()) all += slice;
        return all;
      };
      const decisions =
        'growth_engine_decisions_total{service="shop",rule="pool-too-small",outcome="kept",trigger="manual"}';
      expect(await text()).toContain(`${decisions} 0`);
      await world.pressed('pool.main.size');
      await world.control.freeze('shop', { seconds: 60 }, ANNA);
      const after = await text();
      for (const line of [
        `${decisions} 1`,
        'growth_engine_decision_after_before_ratio_count{service="shop",rule="pool-too-small"} 1',
        'growth_engine_optimization_state{service="shop",state="settled"} 1',
        'growth_engine_mode_info{service="shop",mode="propose"} 1',
        'growth_engine_frozen{service="shop"} 1',
        'growth_engine_agent_connected{service="shop",agent="shop-1"} 1',
      ]) {
        expect(after).toContain(line);
      }
      expect(after).toMatch(
        /growth_engine_decision_timestamp_seconds\{service="shop",setting="pool.main.size",outcome="kept"\} \d/
      );
    }
  );
});
