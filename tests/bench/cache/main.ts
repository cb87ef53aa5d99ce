// `npm run bench:cache`: the cache against lru-cache and others on one tape, in CPU time, hit ratio and bytes per entry.
import { ensureCollectorBuilt } from '../../lib/build.js';
import { runBounded } from '../../lib/cleanup.js';
import { parseBenchOptions } from '../lib/options.js';
import { Output } from '../lib/output.js';

const options = parseBenchOptions({ runs: 3, pairs: 21, seconds: 900 });

await runBounded({ name: 'bench:cache', maxSeconds: options.seconds }, async (cleanup) => {
  ensureCollectorBuilt();
  const { benchCache } = await import('./bench.js');
  const output = new Output(options.json);
  await benchCache(options, output, cleanup);
  output.end();
  return true;
});
