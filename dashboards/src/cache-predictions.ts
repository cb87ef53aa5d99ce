import { METRICS, type PredictionBound } from '@growth-engine/collector/contract';
import { NO_DATA } from './house/advice.js';
import type { Section } from './house/dashboard.js';
import { gauge, rate } from './house/promql.js';
import { queries } from './house/query.js';
import { table } from './house/table.js';
import { timeSeries } from './house/timeseries.js';

const CACHE = ['service', 'cache'] as const;
const ofCache = '{{service}} {{cache}}';
const PREDICTED = ['service', 'cache', 'policy', 'size'] as const;
const BOUND: Readonly<{ [Bound in PredictionBound]: Bound }> = { low: 'low', expected: 'expected', high: 'high' };

export const predictions: Section = {
  id: 905,
  question: 'Would another policy or size hit more?',
  folded: true,
  panels: [
    table({
      id: 105,
      title: 'Predicted hit ratio by policy and size',
      description: {
        shows: METRICS.cache_predicted_hit_ratio.help,
        good: 'The policy and size in use are about the best, and more room would bring little.',
        act: 'Much more at double the size: more capacity pays. As much at half the size: memory can be given back.',
      },
      values: {
        expected: gauge('max', METRICS.cache_predicted_hit_ratio, PREDICTED, { bound: BOUND.expected }),
        low: gauge('max', METRICS.cache_predicted_hit_ratio, PREDICTED, { bound: BOUND.low }),
        high: gauge('max', METRICS.cache_predicted_hit_ratio, PREDICTED, { bound: BOUND.high }),
      },
      columns: [
        { title: 'Service', from: { label: 'service' }, width: 110 },
        { title: 'Cache', from: { label: 'cache' }, width: 200, grows: true },
        { title: 'Policy', from: { label: 'policy' }, width: 110 },
        { title: 'Size', from: { label: 'size' }, width: 85 },
        { title: 'Predicted hits', from: { query: 'expected' }, unit: 'ratio', decimals: 1, width: 140 },
        { title: 'At least', from: { query: 'low' }, unit: 'ratio', decimals: 1, width: 85 },
        { title: 'At most', from: { query: 'high' }, unit: 'ratio', decimals: 1, width: 85 },
      ],
      sortBy: 'Predicted hits',
      noValue: NO_DATA.choosing,
      width: 24,
      height: 7,
    }),
    timeSeries({
      id: 106,
      title: 'Prediction error',
      description: {
        shows: METRICS.cache_prediction_error_ratio.help,
        good: 'Below 1 %.',
        act: 'While it is high, do not trust the predicted ratios beside it: they are widened by it.',
      },
      unit: 'ratio',
      queries: queries({
        expr: gauge('max', METRICS.cache_prediction_error_ratio, CACHE),
        legend: ofCache,
      }),
      noValue: NO_DATA.choosing,
      min: 0,
      width: 12,
    }),
    timeSeries({
      id: 107,
      title: 'Policy changes',
      description: {
        shows: METRICS.cache_policy_moves_total.help,
        good: 'Some at the start, few later.',
        act: 'Many undone: the traffic changes faster than a choice pays; fix the policy of this cache.',
      },
      unit: 'operationsPerSecond',
      queries: queries({
        expr: rate(METRICS.cache_policy_moves_total, ['service', 'cache', 'policy', 'kind']),
        legend: `${ofCache} {{policy}} {{kind}}`,
      }),
      noValue: NO_DATA.choosing,
      largestFirst: true,
      width: 12,
    }),
    timeSeries({
      id: 108,
      title: 'Capacity changes',
      description: {
        shows: METRICS.cache_capacity_moves_total.help,
        good: 'Some until every cache has the size that pays, few later; none while the mode is not apply.',
        act: 'Many undone: the traffic changes faster than a size pays; set the capacity of this cache by hand.',
      },
      unit: 'operationsPerSecond',
      queries: queries({
        expr: rate(METRICS.cache_capacity_moves_total, ['service', 'cache', 'kind']),
        legend: `${ofCache} {{kind}}`,
      }),
      noValue: NO_DATA.choosing,
      largestFirst: true,
      width: 12,
    }),
    timeSeries({
      id: 109,
      title: 'Memory of the caches and their budget',
      description: {
        shows: `Values that the caches of a service hold, of all processes, and the budget. ${METRICS.cache_memory_budget_bytes.help}`,
        good: 'Below the budget.',
        act: 'At the budget, with caches that would hit more at double the size: more memory for the caches pays.',
      },
      unit: 'bytes',
      queries: queries(
        { expr: gauge('sum', METRICS.cache_bytes, ['service']), legend: '{{service}}' },
        { expr: gauge('sum', METRICS.cache_memory_budget_bytes, ['service']), legend: '{{service}} budget' }
      ),
      noValue: NO_DATA.cache,
      guide: 'high-memory',
      min: 0,
      width: 12,
    }),
  ],
};
