// A worker thread with an engine of its own: counts, caches, and closes when it is told to. JavaScript, so that it starts at once.
import { createGrowthEngine } from '@growth-engine/collector';
import { parentPort } from 'node:worker_threads';

const engine = createGrowthEngine({ service: 'soak', instance: 'soak-1' });
const cache = engine.cache({ name: 'items', capacity: 100, ttlSeconds: 1 });
await engine.ready;
parentPort?.postMessage('ready');
let turn = 0;
const work = setInterval(() => {
  turn += 1;
  void cache.getOrLoad(String(turn % 300), async () => 'z'.repeat(100));
}, 20);
parentPort?.on('message', () => {
  clearInterval(work);
  void engine.close().then(() => parentPort?.close());
});
