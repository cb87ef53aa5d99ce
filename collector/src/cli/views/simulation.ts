import type { Replay } from '../../cache/simulation/replay.js';
import type { Style } from '../format/style.js';
import { table } from '../format/table.js';
import { count } from '../format/values.js';

/** What a trace would have hit, one row per policy and capacity. Hit ratios keep two digits: policies differ by little. */
export function simulationView(replays: readonly Replay[], style: Style): string {
  const right = (title: string) => ({ title, align: 'right' }) as const;
  return table(
    [{ title: 'policy' }, right('capacity'), right('requests'), right('hits'), right('hit ratio')],
    replays.map(({ policy, capacity, requests, hits }) => [
      policy,
      count(capacity),
      count(requests),
      count(hits),
      `${((hits / requests) * 100).toFixed(2)} %`,
    ]),
    style
  );
}
