// The collector that is soaked, with every probe on. CONFIG is its configuration as JSON, STATE_DIR its folder.
import { answerParent } from '../../lib/channel.js';
import { startCollector } from '../../../collector/dist/cli/collector.js';
import { loadCollectorConfig } from '../../../collector/dist/config/index.js';
import { silentLog } from '@growth-engine/collector/contract';
import { countingClock, holding, openStreams } from './measure.js';

const clock = countingClock();
openStreams();
const before = holding(clock);
const collector = await startCollector({
  config: loadCollectorConfig({ file: 'soak.json', env: {}, readFile: () => process.env['CONFIG'] ?? '{}' }),
  stateDir: process.env['STATE_DIR'] ?? '',
  clock,
  random: Math.random,
  log: silentLog,
  version: 'soak',
});

const release = answerParent({
  url: () => collector.server.url,
  holding: () => holding(clock),
  close: async () => {
    await collector.close();
    await new Promise((done) => setTimeout(done, 200));
    const after = holding(clock);
    setImmediate(() => setTimeout(release, 50));
    return { before, after };
  },
});
