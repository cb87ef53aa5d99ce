// `npm run bench:instruments`: what one observation costs, labelled and bound, against prom-client.
import { ensureCollectorBuilt } from '../../lib/build.js';
import { runBounded } from '../../lib/cleanup.js';
import { parseBenchOptions } from '../lib/options.js';
import { Output } from '../lib/output.js';

const options = parseBenchOptions({ rounds: 41, seconds: 60, observations: 200_000, 'label-sets': 60 });

await runBounded({ name: 'bench:instruments', maxSeconds: options.seconds + 90 }, async (cleanup) => {
  ensureCollectorBuilt();
  const { benchInstruments } = await import('./bench.js');
  const output = new Output(options.json);
  await benchInstruments({ ...options, labelSets: options['label-sets'] }, output, cleanup);
  output.end();
  return true;
});
