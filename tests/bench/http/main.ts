// `npm run bench:http`: server CPU per request of the whole middleware against bare Express and against peers.
import { runBounded } from '../../lib/cleanup.js';
import { ensureCollectorBuilt } from '../../lib/build.js';
import { parseBenchOptions } from '../lib/options.js';
import { Output } from '../lib/output.js';

const options = parseBenchOptions({ rounds: 400, seconds: 150, requests: 2_000, connections: 20 });

await runBounded({ name: 'bench:http', maxSeconds: options.seconds + 180 }, async (cleanup) => {
  ensureCollectorBuilt();
  const { benchHttp } = await import('./bench.js');
  const output = new Output(options.json);
  await benchHttp(options, output, cleanup);
  output.end();
  return true;
});
