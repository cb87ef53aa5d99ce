// `npm run package -w tests`: what people install works by the README's lines alone, and the plugin's zip is well-formed.
import { ensureCollectorBuilt } from '../lib/build.js';
import { Checks } from '../lib/checks.js';
import { runBounded } from '../lib/cleanup.js';

await runBounded({ name: 'package', maxSeconds: 300 }, async (cleanup) => {
  ensureCollectorBuilt();
  const { library } = await import('./library.js');
  const { plugin } = await import('./plugin.js');
  const checks = new Checks();
  checks.heading('Package: the library');
  await library(checks, cleanup);
  checks.heading('Package: the Grafana app');
  await plugin(checks);
  return checks.summary();
});
