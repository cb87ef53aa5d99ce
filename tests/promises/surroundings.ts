/** What stands around a snippet when it runs: what it takes for granted, and what must be true afterwards. */
export interface Surroundings {
  readonly before?: string;
  readonly after?: string;
  /** The snippet is one value: `documented`. */
  readonly isValue?: true;
  /** Paragraphs that each declare the same names are run one by one. */
  readonly inBlocks?: true;
  /** What is written so that people can read it and cannot run so here: [as written, as run]. */
  readonly replace?: readonly [string, string];
}

const UNDER_TRAFFIC = `
import { performanceUnderTraffic } from '../../promises/harness.js';
const { performance, done } = await performanceUnderTraffic();
`;

export const SPEC_SURROUNDINGS: Readonly<Record<string, Surroundings>> = {
  'cache-usage': {
    before: `import assert from 'node:assert/strict';
const data = { visits: [1, 2, 3], title: 'Dashboard' };`,
    after: `assert.deepEqual(cached, data);
assert.equal(optimizer.cache.get('dashboard-data'), undefined);`,
  },
  routes: {
    before: `import type { GrowthEngineRoute } from '@growth-engine/collector';
import { answersTwice } from '../../promises/harness.js';`,
    after: `await answersTwice(routes);`,
  },
  monitoring: {
    before: `import assert from 'node:assert/strict';`,
    after: `assert.deepEqual(Object.keys(metrics), ['system', 'application', 'cache', 'database']);
assert.equal(report.config, defaultPerformanceConfig);
assert.deepEqual(Object.keys(report.metrics), Object.keys(metrics));
await performance.stopMonitoring();`,
  },
  thresholds: {
    isValue: true,
    before: `import assert from 'node:assert/strict';
import { defaultPerformanceConfig } from '~/services/growth-engine-performance';`,
    after: `assert.deepEqual(defaultPerformanceConfig.monitoring.thresholds, documented);`,
  },
  'manual-optimization': {
    before: `import assert from 'node:assert/strict';${UNDER_TRAFFIC}`,
    after: `assert.ok(result.optimizations.length > 0, 'Nothing was tried although a TTL is planted too short.');
for (const { outcome, setting, sentence } of result.optimizations) {
  assert.ok(['kept', 'reverted', 'inconclusive'].includes(outcome) && setting !== '' && sentence !== '');
}
const kept = result.optimizations.filter(({ outcome }) => outcome === 'kept');
assert.equal(result.performanceGains.length, kept.length);
for (const gain of result.performanceGains) assert.ok(gain.responseTimeAfter < gain.responseTimeBefore);
await done();`,
  },
  targets: {
    isValue: true,
    before: `import assert from 'node:assert/strict';
import { defaultPerformanceConfig } from '~/services/growth-engine-performance';`,
    after: `assert.deepEqual(defaultPerformanceConfig.optimization.performanceTargets, documented);`,
  },
  'measuring-targets': {
    before: `import assert from 'node:assert/strict';${UNDER_TRAFFIC}`,
    after: `assert.ok(report.metrics.application.responseTime > 0.1 && report.metrics.application.responseTime < 500);
assert.equal(report.config.optimization.performanceTargets.responseTime, 500);
await done();`,
  },
  'query-optimization': {
    inBlocks: true,
    before: `import { supabase } from '../../promises/harness.js';`,
  },
  resources: {
    isValue: true,
    before: `import assert from 'node:assert/strict';
import { defaultPerformanceConfig } from '~/services/growth-engine-performance';`,
    after: `assert.deepEqual(defaultPerformanceConfig.resources, documented);`,
  },
  benchmark: {
    before: `import assert from 'node:assert/strict';
import { applicationAtAppUrl } from '../../promises/harness.js';
const stopApplication = await applicationAtAppUrl();`,
    after: `assert.ok(benchmark.averageLoadTime > 0 && benchmark.p95LoadTime >= benchmark.averageLoadTime / 2);
assert.ok(benchmark.cacheHitRate > 0 && benchmark.cacheHitRate <= 100, 'The cached route was never answered from the cache.');
await stopApplication();`,
  },
};

export const DESIGN_SURROUNDINGS: Readonly<Record<string, Surroundings>> = {
  'way-in': {
    before: `import assert from 'node:assert/strict';
import { createGrowthEngine } from '@growth-engine/collector';
import type { GrowthEngineRoute } from '@growth-engine/collector';
import express from 'express';
import pg from 'pg';
import { requestOnce } from '../../promises/harness.js';
const app = express();
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'] });
const routes: GrowthEngineRoute[] = [{ id: 'dashboard', path: '/dashboard', cacheStrategy: 'short', priority: 'high' }];`,
    after: `app.get('/dashboard', (_request, response) => void response.json({ ok: true }));
assert.equal(engine.service, 'shop');
// A closed engine lets everything through.
assert.equal((await requestOnce(app, '/dashboard')).status, 200);
await pool.end();`,
  },
};

/** The README's snippets stand for themselves; each is found by its heading. */
const LOADING = `import assert from 'node:assert/strict';
import { createGrowthEngine } from '@growth-engine/collector';
const engine = createGrowthEngine({ service: 'shop' });`;

export const README_SURROUNDINGS: Readonly<Record<string, Surroundings>> = {
  'use-it-2': {
    // Another program may listen on the README's port.
    replace: ['app.listen(3000)', "app.listen(0, '127.0.0.1')"],
    before: `import assert from 'node:assert/strict';`,
    after: `import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
await once(server, 'listening');
const url = \`http://127.0.0.1:\${(server.address() as AddressInfo).port}\`;
assert.deepEqual(await (await fetch(\`\${url}/dashboard\`)).json(), { visitors: 42 });
assert.match(await (await fetch(\`\${url}/metrics\`)).text(), /^growth_engine_http_request_duration_seconds_count\\{.*service="shop".*\\} 1$/m);
process.kill(process.pid, 'SIGTERM');`,
  },
  'ttls-that-learn': {
    before: `import assert from 'node:assert/strict';
import { createGrowthEngine } from '@growth-engine/collector';
import express from 'express';
import { requestOnce } from '../../promises/harness.js';
const readLastUpdate = async () => new Date(0);
const readVersionOf = (key: string) => key.length;`,
    after: `prices.set('list:all', 1);
assert.equal(prices.get('list:all'), 1);
const { text } = await requestOnce(express().get('/metrics', engine.metrics), '/metrics');
assert.match(text, /^growth_engine_cache_staleness_budget_ratio\\{.*cache="prices",prefix="list:".*\\} 0\\.02$/m);
assert.match(text, /^growth_engine_cache_staleness_budget_ratio\\{.*cache="route:dashboard".*\\} 0\\.01$/m);
await engine.close();`,
  },
  'caches-that-load-their-values': {
    before: `${LOADING}
let loads = 0;
const loadProduct = async (id: string, signal: AbortSignal) => {
  loads++;
  return signal.aborted ? undefined : { id };
};`,
    after: `assert.deepEqual(product, { id: '7' });
await products.getOrLoad('7', (signal) => loadProduct('7', signal));
assert.equal(loads, 1);
await engine.close();`,
  },
  // Whether or not a Redis listens there.
  'caches-that-load-their-values-2': {
    before: `${LOADING}
const loadPrice = async (id: string) => Number(id) * 100;`,
    after: `assert.equal(price, 700);
assert.equal(await prices.get('7'), undefined);
await engine.close();`,
  },
};
