import type { EvictionPolicy } from '../../contract/index.js';
import type { Evictor, EvictorFactory, EvictorHost } from '../policy.js';
import { FifoEvictor } from './fifo.js';
import { LfuEvictor } from './lfu.js';
import { LruEvictor } from './lru.js';

const FACTORIES: Readonly<Record<EvictionPolicy, EvictorFactory>> = {
  lru: (host) => new LruEvictor(host),
  lfu: (host) => new LfuEvictor(host),
  fifo: (host) => new FifoEvictor(host),
};

export const createEvictor = (policy: EvictionPolicy, host: EvictorHost): Evictor => FACTORIES[policy](host);
