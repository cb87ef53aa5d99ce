import type { EvictionPolicy } from '../../contract/index.js';
import type { Evictor, EvictorFactory, EvictorHost } from '../policy.js';
import { FifoEvictor } from './fifo.js';
import { LfuEvictor } from './lfu.js';
import { LruEvictor } from './lru.js';
import { S3FifoEvictor } from './s3-fifo.js';
import { SieveEvictor } from './sieve.js';
import { WTinyLfuEvictor } from './w-tinylfu.js';

const FACTORIES: Readonly<Record<EvictionPolicy, EvictorFactory>> = {
  lru: (host) => new LruEvictor(host),
  lfu: (host) => new LfuEvictor(host),
  fifo: (host) => new FifoEvictor(host),
  sieve: (host) => new SieveEvictor(host),
  's3-fifo': (host) => new S3FifoEvictor(host),
  'w-tinylfu': (host) => new WTinyLfuEvictor(host),
};

export const createEvictor = (policy: EvictionPolicy, host: EvictorHost): Evictor => FACTORIES[policy](host);
