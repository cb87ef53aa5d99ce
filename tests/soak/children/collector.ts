// The collector that is soaked, with every probe on. CONFIG is its configuration as JSON, STATE_DIR its folder.
import { answerParent } from '../../lib/channel.js';
import { startCollector } from '../../../collector/dist/cli/collector.js';
import { loadCollectorConfig } from '../../../collector/dist/config/index.js';
import { silentLog } from '@growth-engine/collector/contract';
import { countingClock, holding, holdingAfter, openStreams } from './measure.js';

const clock = countingClock();
const release = answerParent({
  url: async () => (await starting).server.url,
  holding: () => holding(clock),
  close: async () => {
    await (await starting).close();
    const after = await holdingAfter(clock, before);
    // Nothing ends the process from here on: it ends when nothing is left.
    setImmediate(() => setTimeout(release, 50));
    return { before, after };
  },
});
openStreams();
const before = holding(clock);
const starting = startCollector({
  config: loadCollectorConfig({ file: 'soak.json', env: {}, readFile: () => process.env['CONFIG'] ?? '{}' }),
  stateDir: process.env['STATE_DIR'] ?? '',
  clock,
  random: Math.random,
  log: silentLog,
  version: 'soak',
});
