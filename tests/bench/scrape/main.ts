// `npm run bench:scrape`: what rendering a registry costs, and for how long it holds the event loop, against prom-client.
import { ensureCollectorBuilt } from '../../lib/build.js';
import { runBounded } from '../../lib/cleanup.js';
import { parseBenchOptions } from '../lib/options.js';
import { Output } from '../lib/output.js';

const options = parseBenchOptions({ rounds: 31, seconds: 100 });

await runBounded({ name: 'bench:scrape', maxSeconds: options.seconds + 120 }, async (cleanup) => {
  ensureCollectorBuilt();
  const { benchScrape } = await import('./bench.js');
  const output = new Output(options.json);
  await benchScrape(options, output, cleanup);
  output.end();
  return true;
});
