// `npm run bench:http`: server CPU per request of the whole middleware against bare Express and against peers.
import { runBounded } from '../../lib/cleanup.js';
import { ensureCollectorBuilt } from '../../lib/build.js';
import { parseBenchOptions } from '../lib/options.js';
import { Output } from '../lib/output.js';

const options = parseBenchOptions({ sets: 4, rounds: 10, seconds: 420, requests: 1_500, connections: 20 });

await runBounded({ name: 'bench:http', maxSeconds: options.seconds + 600 }, async (cleanup) => {
  ensureCollectorBuilt();
  const { benchHttp } = await import('./bench.js');
  const output = new Output(options.json);
  await benchHttp(options, output, cleanup);
  output.end();
  return true;
});
