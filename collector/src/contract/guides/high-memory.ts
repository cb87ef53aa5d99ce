import { PANELS } from '../grafana.js';
import type { Guide } from './types.js';

export const highMemory: Guide = {
  id: 'high-memory',
  title: 'High memory usage',
  symptom: {
    quantity: 'memory',
    by: [],
    confirmed: 'above',
    level: { kind: 'threshold', metric: 'memory' },
    whenConfirmed: 'The largest process uses {value} of its memory limit, above the threshold of {level}.',
    whenRuledOut: 'The largest process uses {value} of its memory limit, within the threshold of {level}.',
    whenNoData: 'No process has reported its memory in this time.',
  },
  symptoms: ['Out of memory errors', 'Slow performance', 'Cache evictions'],
  causes: [
    {
      id: 'large-caches',
      title: 'Caches take much of the memory',
      check: {
        quantity: 'cache_memory_share',
        by: [],
        confirmed: 'above',
        level: { kind: 'number', value: 0.25 },
        whenConfirmed: 'Caches hold {value} of the memory limit.',
        whenRuledOut: 'Caches hold only {value} of the memory limit.',
        whenNoData: 'No cache has reported its size in this time.',
      },
      solutions: [
        { kind: 'change', text: 'Reduce cache size', settingKind: 'capacity' },
        {
          kind: 'advice',
          text: 'Enable compression: the strategies medium, long and persistent compress their values',
        },
        { kind: 'panel', text: 'See entries per cache', dashboard: 'cache', panel: PANELS.cache.entries },
      ],
    },
    {
      id: 'unused-entries',
      title: 'Entries are kept that nobody asks for',
      check: {
        quantity: 'cache_hit_ratio',
        by: ['cache'],
        confirmed: 'below',
        level: { kind: 'number', value: 0.5 },
        whenConfirmed: 'Cache {group} answers only {value} of its look-ups: much of what it keeps is not used.',
        whenRuledOut: 'Even the weakest cache, {group}, answers {value} of its look-ups.',
        whenNoData: 'No cache was asked in this time.',
      },
      solutions: [
        {
          kind: 'advice',
          text: 'Clear unused cache entries: call clear() on the cache, or give it a shorter strategy',
        },
        { kind: 'panel', text: 'See what leaves the caches', dashboard: 'cache', panel: PANELS.cache.evictions },
      ],
    },
    {
      id: 'full-heap',
      title: 'Objects fill the heap',
      check: {
        quantity: 'heap_usage',
        by: [],
        confirmed: 'above',
        level: { kind: 'number', value: 0.75 },
        whenConfirmed: 'JavaScript objects fill {value} of the heap limit.',
        whenRuledOut: 'JavaScript objects fill {value} of the heap limit.',
        whenNoData: 'No process has reported its heap in this time.',
      },
      solutions: [
        { kind: 'advice', text: 'Optimize data structures: take a heap snapshot and look for what grows' },
        { kind: 'panel', text: 'See memory of the process', dashboard: 'system', panel: PANELS.system.processMemory },
      ],
    },
  ],
};
