import { PANELS } from '../grafana.js';
import type { Guide } from './types.js';

export const highCpu: Guide = {
  id: 'high-cpu',
  title: 'High CPU usage',
  symptom: {
    quantity: 'cpu',
    by: [],
    confirmed: 'above',
    level: { kind: 'threshold', metric: 'cpu' },
    whenConfirmed: 'The busiest process uses {value} of its CPU, above the threshold of {level}.',
    whenRuledOut: 'The busiest process uses {value} of its CPU, within the threshold of {level}.',
    whenNoData: 'No process has reported its CPU in this time.',
  },
  symptoms: ['Slow response times', 'Request timeouts', 'System alerts'],
  causes: [
    {
      id: 'slow-queries',
      title: 'Slow queries',
      check: {
        quantity: 'slow_queries',
        by: ['pool'],
        confirmed: 'above',
        level: { kind: 'number', value: 0.01 },
        whenConfirmed: 'Pool {group} runs {value} statements that take longer than the slow-query limit.',
        whenRuledOut: 'Slow statements are rare: {value} in pool {group}.',
        whenNoData: 'No pool has reported its statements in this time.',
      },
      solutions: [
        { kind: 'panel', text: 'Check for slow queries', dashboard: 'database', panel: PANELS.database.slowQueries },
        { kind: 'panel', text: 'Optimize database queries', dashboard: 'database', panel: PANELS.database.queryTime },
      ],
    },
    {
      id: 'too-many-at-once',
      title: 'Too many requests run at once',
      check: {
        quantity: 'event_loop_utilization',
        by: [],
        confirmed: 'above',
        level: { kind: 'number', value: 0.9 },
        whenConfirmed: 'The event loop is busy {value} of the time, so requests wait for each other.',
        whenRuledOut: 'The event loop is busy {value} of the time and has room for more.',
        whenNoData: 'No process has reported its event loop in this time.',
      },
      solutions: [
        { kind: 'change', text: 'Reduce concurrent requests', settingKind: 'concurrency_limit' },
        { kind: 'panel', text: 'See requests in flight', dashboard: 'application', panel: PANELS.application.inFlight },
      ],
    },
    {
      id: 'computed-again',
      title: 'Expensive operations are computed again and again',
      check: {
        quantity: 'cache_hit_ratio',
        by: ['cache'],
        confirmed: 'below',
        level: { kind: 'number', value: 0.5 },
        whenConfirmed: 'Cache {group} answers only {value} of its look-ups; the rest is computed anew.',
        whenRuledOut: 'Even the weakest cache, {group}, answers {value} of its look-ups.',
        whenNoData: 'No cache was asked in this time: expensive operations may not be cached at all.',
      },
      solutions: [
        { kind: 'change', text: 'Enable caching for expensive operations: keep answers longer', settingKind: 'ttl' },
        { kind: 'advice', text: 'Give an expensive route without a cache a cacheStrategy in the route table' },
        { kind: 'panel', text: 'See hit ratio per cache', dashboard: 'cache', panel: PANELS.cache.hitRatio },
      ],
    },
  ],
};
