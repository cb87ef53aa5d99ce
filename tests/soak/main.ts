// `npm run soak`: a day compressed into ten minutes (`-- --minutes 3` for less of it). Memory, handles and descriptors stay
// flat under requests, scrapes in every format, presses, caches that churn and worker threads that come and go; close()
// leaves nothing.
import { parseArgs } from 'node:util';
import { ensureCollectorBuilt } from '../lib/build.js';
import { Checks } from '../lib/checks.js';
import { runBounded } from '../lib/cleanup.js';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0 && minutes <= 1440)) {
  console.error(`--minutes must be a number above 0, at most 1440; it was "${values.minutes}".`);
  process.exit(2);
}

await runBounded({ name: 'soak', maxSeconds: minutes * 60 + 120 }, async (cleanup) => {
  ensureCollectorBuilt();
  const { checkEstimator } = await import('./flatness.js');
  const { soak } = await import('./soak.js');
  const checks = new Checks();
  checks.heading('Soak: the judgement');
  await checkEstimator(checks);
  checks.heading(`Soak: ${minutes} minutes`);
  await soak(checks, { minutes, parts: 'all' }, cleanup);
  return checks.summary();
});
