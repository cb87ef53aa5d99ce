// `npm run bench:press`: how soon a press takes effect, and what it gains, on the demo's own parts.
import { DEFAULT_RATE } from '../../../collector/demo/load/mix.js';
import { ensureCollectorBuilt } from '../../lib/build.js';
import { runBounded } from '../../lib/cleanup.js';
import { parseBenchOptions } from '../lib/options.js';
import { Output } from '../lib/output.js';

const options = parseBenchOptions({
  presses: 20,
  cycles: 5,
  'period-seconds': 30,
  'warm-up-seconds': 10,
  rate: DEFAULT_RATE,
  instances: 1,
  'max-minutes': 25,
});

await runBounded({ name: 'bench:press', maxSeconds: options['max-minutes'] * 60 + 240 }, async (cleanup) => {
  ensureCollectorBuilt();
  const { benchPress } = await import('./bench.js');
  const output = new Output(options.json);
  await benchPress(
    {
      presses: options.presses,
      cycles: options.cycles,
      periodMs: options['period-seconds'] * 1000,
      warmUpMs: options['warm-up-seconds'] * 1000,
      ratePerSecond: options.rate,
      instances: options.instances,
      untilMs: performance.now() + options['max-minutes'] * 60_000,
    },
    output,
    cleanup
  );
  output.end();
  return true;
});
