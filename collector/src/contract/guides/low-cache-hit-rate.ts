import { PANELS } from '../grafana.js';
import type { Guide } from './types.js';

export const lowCacheHitRate: Guide = {
  id: 'low-cache-hit-rate',
  title: 'Low cache hit rate',
  symptom: {
    quantity: 'cache_hit_ratio',
    by: ['cache'],
    confirmed: 'below',
    level: { kind: 'number', value: 0.5 },
    whenConfirmed: 'Cache {group} answers {value} of its look-ups, below {level}.',
    whenRuledOut: 'The weakest cache, {group}, answers {value} of its look-ups.',
    whenNoData: 'No cache was asked in this time.',
  },
  symptoms: ['Cache hit rate < 50%', 'Slow performance', 'High database load'],
  causes: [
    {
      id: 'expires-too-soon',
      title: 'Entries expire before they are asked for again',
      check: {
        quantity: 'cache_expired_ratio',
        by: ['cache'],
        confirmed: 'above',
        level: { kind: 'number', value: 0.2 },
        whenConfirmed: 'In cache {group}, {value} of the look-ups find an entry that has just expired.',
        whenRuledOut: 'In cache {group}, {value} of the look-ups find an expired entry: the TTL is long enough.',
        whenNoData: 'No cache was asked in this time.',
      },
      solutions: [
        { kind: 'change', text: 'Increase cache TTL', settingKind: 'ttl' },
        { kind: 'advice', text: 'Adjust cache strategy: a route whose data changes seldom can be medium or long' },
      ],
    },
    {
      id: 'too-small',
      title: 'Entries make room for others too soon',
      check: {
        quantity: 'cache_evicted_ratio',
        by: ['cache'],
        confirmed: 'above',
        level: { kind: 'number', value: 0.2 },
        whenConfirmed: 'In cache {group}, {value} of the look-ups ask for an entry that was evicted to make room.',
        whenRuledOut: 'In cache {group}, {value} of the look-ups ask for an evicted entry: it is large enough.',
        whenNoData: 'No cache was asked in this time.',
      },
      solutions: [
        { kind: 'change', text: 'Let the cache hold more entries', settingKind: 'capacity' },
        { kind: 'change', text: 'Review cache eviction policy', settingKind: 'eviction_policy' },
        { kind: 'panel', text: 'See evictions per cache', dashboard: 'cache', panel: PANELS.cache.evictions },
      ],
    },
    {
      id: 'never-seen',
      title: 'Most keys are asked for the first time',
      check: {
        quantity: 'cache_cold_ratio',
        by: ['cache'],
        confirmed: 'above',
        level: { kind: 'number', value: 0.3 },
        whenConfirmed: 'In cache {group}, {value} of the look-ups ask for a key that was never seen.',
        whenRuledOut: 'In cache {group}, only {value} of the look-ups ask for a new key.',
        whenNoData: 'No cache was asked in this time.',
      },
      solutions: [
        { kind: 'advice', text: 'Pre-warm cache for common queries: fill it when the application starts' },
        { kind: 'panel', text: 'See look-ups by result', dashboard: 'cache', panel: PANELS.cache.results },
      ],
    },
  ],
};
