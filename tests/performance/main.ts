// `npm run test:performance`: figures of the hot path that must hold on any machine, since each is relative to a peer that
// runs beside it or has a bound far above what is measured. Exact figures are the benches' business.
import { ensureCollectorBuilt } from '../lib/build.js';
import { Checks } from '../lib/checks.js';
import { runBounded } from '../lib/cleanup.js';

await runBounded({ name: 'test:performance', maxSeconds: 150 }, async (cleanup) => {
  ensureCollectorBuilt();
  const { hotPath } = await import('./hot-path.js');
  const { scrapes } = await import('./scrapes.js');
  const { presses } = await import('./presses.js');
  const { soakCache } = await import('./soak.js');
  const checks = new Checks();
  checks.heading('Performance: the hot path');
  await hotPath(checks);
  checks.heading('Performance: a scrape');
  await scrapes(checks);
  checks.heading('Performance: a press');
  await presses(checks, cleanup);
  checks.heading('Performance: the cache in the long run');
  await soakCache(checks);
  return checks.summary();
});
