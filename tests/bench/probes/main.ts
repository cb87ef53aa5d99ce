// `npm run bench:probes`: what the numbers of the host cost, against systeminformation.
import { ensureCollectorBuilt } from '../../lib/build.js';
import { runBounded } from '../../lib/cleanup.js';
import { parseBenchOptions } from '../lib/options.js';
import { Output } from '../lib/output.js';

const options = parseBenchOptions({ rounds: 15, seconds: 60 });

await runBounded({ name: 'bench:probes', maxSeconds: options.seconds + 90 }, async (cleanup) => {
  ensureCollectorBuilt();
  const { benchProbes } = await import('./bench.js');
  const output = new Output(options.json);
  await benchProbes(options, output, cleanup);
  output.end();
  return true;
});
