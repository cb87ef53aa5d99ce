// `npm run test:load`: a small application under open-loop load: what it can bear, more than that, and the end.
import { ensureCollectorBuilt } from '../lib/build.js';
import { Checks } from '../lib/checks.js';
import { runBounded } from '../lib/cleanup.js';

await runBounded({ name: 'test:load', maxSeconds: 150 }, async (cleanup) => {
  ensureCollectorBuilt();
  const { enforced } = await import('./enforced.js');
  const { observed } = await import('./observed.js');
  const checks = new Checks();
  checks.heading('Load: admission enforces its limits');
  await enforced(checks, cleanup);
  checks.heading('Load: admission only observes');
  await observed(checks, cleanup);
  return checks.summary();
});
