// `npm run test:performance`: figures of the hot path that must hold on any machine, since each is relative to a peer that
// runs beside it or has a bound far above what is measured. Exact figures are the benches' business.
import { ensureCollectorBuilt } from '../lib/build.js';
import { Checks } from '../lib/checks.js';
import { runBounded } from '../lib/cleanup.js';

await runBounded({ name: 'test:performance', maxSeconds: 180 }, async (cleanup) => {
  ensureCollectorBuilt();
  const { hotPath } = await import('./hot-path.js');
  const { scrapes } = await import('./scrapes.js');
  const { presses } = await import('./presses.js');
  const { soak } = await import('../soak/soak.js');
  const { soakCache } = await import('./cache-soak.js');
  const checks = new Checks();
  checks.heading('Performance: the hot path');
  await hotPath(checks);
  checks.heading('Performance: a scrape');
  await scrapes(checks);
  checks.heading('Performance: a press');
  await presses(checks, cleanup);
  checks.heading('Performance: the cache in the long run');
  await soakCache(checks);
  checks.heading('Performance: close() after some seconds under load (npm run soak for ten minutes)');
  await soak(checks, { minutes: 0.15, parts: 'alone' }, cleanup);
  return checks.summary();
});
