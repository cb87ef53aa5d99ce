import { it } from '@jest/globals';
import { LoopWorld } from './testing/loop-world.js';
import type { ShopModel } from './testing/simulated-shop.js';
const NO: Partial<ShopModel> = { expired: () => 0.3, evicted: () => 0.3, waitSeconds: () => 0.04 };
const run = async (name: string, model: Partial<ShopModel>, n: number, seeds: number) => {
  const out: Record<string, number> = {}; const spans: number[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const world = await LoopWorld.create({ model, seed }, n);
    const s = await world.pressed();
    spans.push((Date.parse(s.finishedAt ?? '') - Date.parse(s.startedAt)) / 1000);
    for (const c of s.changes) { const k = c.change.kind + ' ' + (c.decision?.outcome ?? c.state) + ' ' + (c.decision?.reason ?? ''); out[k] = (out[k] ?? 0) + 1; }
  }
  process.stderr.write(name + ' ' + JSON.stringify(out) + ' ' + spans.join(',') + '\n');
};
it('x', async () => {
  const drift = (seed: number) => (at: number) => Math.exp(0.3 * Math.sin(at / 17_000 + seed) + 0.2 * Math.sin(at / 41_000));
  await run('AA', NO, 1, 25);
  await run('AA2', NO, 2, 15);
  await run('AA drift', { ...NO, weather: drift(1) }, 1, 15);
  await run('AA2 drift', { ...NO, weather: drift(1) }, 2, 10);
  await run('gain', {}, 1, 15);
  await run('gain2', {}, 2, 10);
}, 600000);
