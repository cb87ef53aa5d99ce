import { PANELS } from '../grafana.js';
import type { Guide } from './types.js';

export const slowResponses: Guide = {
  id: 'slow-responses',
  title: 'Slow response times',
  symptom: {
    quantity: 'response_time',
    by: [],
    confirmed: 'above',
    level: { kind: 'target', objective: 'response_time' },
    whenConfirmed: 'Requests take {value} on average and miss the target of {level}.',
    whenRuledOut: 'Requests take {value} on average and meet the target of {level}.',
    whenNoData: 'No request was answered in this time.',
  },
  symptoms: ['Users report slow loading', 'Metrics show high response times', 'Timeouts occurring'],
  causes: [
    {
      id: 'cache-misses',
      title: 'Caches miss too often',
      check: {
        quantity: 'cache_hit_ratio',
        by: ['cache'],
        confirmed: 'below',
        level: { kind: 'number', value: 0.5 },
        whenConfirmed: 'Cache {group} answers only {value} of its look-ups.',
        whenRuledOut: 'Even the weakest cache, {group}, answers {value} of its look-ups.',
        whenNoData: 'No cache was asked in this time.',
      },
      solutions: [
        { kind: 'panel', text: 'Check cache hit rate', dashboard: 'cache', panel: PANELS.cache.hitRatio },
        { kind: 'change', text: 'Keep answers longer', settingKind: 'ttl' },
      ],
    },
    {
      id: 'waiting-for-connections',
      title: 'Requests wait for a database connection',
      check: {
        quantity: 'pool_wait',
        by: ['pool'],
        confirmed: 'above',
        level: { kind: 'number', value: 0.01 },
        whenConfirmed: 'Callers of pool {group} wait {value} for a connection on average.',
        whenRuledOut: 'Callers of pool {group} get a connection after {value} on average.',
        whenNoData: 'No connection was asked for in this time.',
      },
      solutions: [
        { kind: 'change', text: 'Let the pool open more connections', settingKind: 'pool_size' },
        { kind: 'panel', text: 'See waiting time per pool', dashboard: 'database', panel: PANELS.database.poolWait },
      ],
    },
    {
      id: 'slow-statements',
      title: 'Database queries are slow',
      check: {
        quantity: 'query_time',
        by: ['pool'],
        confirmed: 'above',
        level: { kind: 'number', value: 0.1 },
        whenConfirmed: 'Statements of pool {group} take {value} on average.',
        whenRuledOut: 'Statements of pool {group} take {value} on average.',
        whenNoData: 'No statement was run in this time.',
      },
      solutions: [
        { kind: 'panel', text: 'Optimize database queries', dashboard: 'database', panel: PANELS.database.slowQueries },
      ],
    },
    {
      id: 'slow-route',
      title: 'One route is slow',
      check: {
        quantity: 'response_time',
        by: ['route'],
        confirmed: 'above',
        level: { kind: 'target', objective: 'response_time' },
        whenConfirmed: 'Route {group} takes {value} on average; the target is {level}.',
        whenRuledOut: 'The slowest route, {group}, takes {value} on average.',
        whenNoData: 'No route was asked in this time.',
      },
      solutions: [
        { kind: 'advice', text: 'Enable route-level caching: give the route a cacheStrategy in the route table' },
        { kind: 'advice', text: 'Reduce data payload size: return fewer fields and pages instead of everything' },
        { kind: 'panel', text: 'Compare routes', dashboard: 'application', panel: PANELS.application.routes },
      ],
    },
  ],
};
