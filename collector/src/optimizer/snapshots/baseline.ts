import type { SnapshotView } from '../../contract/index.js';
import { METRICS } from '../../contract/index.js';
import type { Baseline } from '../judging/pairs.js';
import { variationOf } from './quantile.js';

/** Traffic, mean and spread per route of a snapshot; `routes` limits it where it names any. */
export function baselineOf(view: SnapshotView, routes: readonly string[]): Baseline {
  const { name, edges } = METRICS.http_request_duration_seconds;
  const groups = view.histogram(name, routes.length === 0 ? {} : { route: routes }, ['route']);
  return new Map(
    groups
      .filter(({ value }) => value.count > 0)
      .map(({ labels, value }) => [
        labels['route'] ?? '',
        {
          requestsPerSecond: value.count / view.windowSeconds,
          meanSeconds: value.sum / value.count,
          variation: variationOf(value, edges),
        },
      ])
  );
}
