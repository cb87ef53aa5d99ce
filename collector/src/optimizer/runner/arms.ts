import type { SnapshotView } from '../../contract/index.js';
import { METRICS } from '../../contract/index.js';
import type { Slice } from '../hub/series-ring.js';
import type { Cell } from '../judging/pairs.js';
import { snapshotOf } from '../snapshots/snapshot.js';

export interface InstanceRing {
  readonly instance: string;
  readonly ring: { between(fromMs: number, toMs: number): readonly Slice[] };
}

/** Requests per route of a snapshot. */
export function cellsOf(view: SnapshotView): ReadonlyMap<string, Cell> {
  const name = METRICS.http_request_duration_seconds.name;
  const failed = new Map(
    view.histogram(name, { status_class: '5xx' }, ['route']).map(({ labels, value }) => [labels['route'], value.count])
  );
  const rejected = new Map(
    view
      .increase(METRICS.http_requests_rejected_total.name, {}, ['route'])
      .map(({ labels, value }) => [labels['route'], value])
  );
  return new Map(
    view.histogram(name, {}, ['route']).map(({ labels, value }) => [
      labels['route'] ?? '',
      {
        count: value.count,
        sum: value.sum,
        sumOfSquares: 0,
        failures: (failed.get(labels['route']) ?? 0) + (rejected.get(labels['route']) ?? 0),
      },
    ])
  );
}

/** The time between two moments in stretches of `stretchMs`, each with its requests per route; the last may be missing. */
export function stretchesOf(
  rings: readonly InstanceRing[],
  fromMs: number,
  toMs: number,
  stretchMs: number
): readonly ReadonlyMap<string, Cell>[] {
  const count = Math.floor((toMs - fromMs) / stretchMs);
  return Array.from({ length: Math.max(0, count) }, (_, index) => {
    const begin = fromMs + index * stretchMs;
    const slices = rings.map(({ instance, ring }) => ({ instance, slices: ring.between(begin, begin + stretchMs) }));
    return cellsOf(snapshotOf(slices, stretchMs / 1000));
  });
}
