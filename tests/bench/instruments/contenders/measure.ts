import { METRICS } from '@growth-engine/collector/contract';
import { answerParent } from '../../../lib/channel.js';
import { labelSets } from '../../lib/label-sets.js';
import type { LabelSet } from '../../lib/label-sets.js';
import { seededRandom } from '../../lib/statistics.js';

export const EDGES = METRICS.http_request_duration_seconds.edges;
export const LABEL_SETS: readonly LabelSet[] = labelSets(Number(process.env['LABEL_SETS'] ?? 60));

const random = seededRandom(7);
/** Durations as a service has them, from 1 ms to some seconds; a power of two of them. */
const VALUES = Float64Array.from({ length: 1024 }, () => 0.001 * Math.exp(random() * 8));

/** Observes `value` under the label set with this index. */
export type Observe = (index: number, value: number) => void;

/** Answers the parent with nanoseconds of CPU per observation of each way. */
export function serveMeasurements(ways: Readonly<Record<string, Observe>>): void {
  answerParent({
    measure: ({ way, observations }) => {
      const observe = ways[String(way)];
      if (observe === undefined) throw new Error(`${String(way)} is not measured here.`);
      const count = Number(observations);
      const sets = LABEL_SETS.length;
      const begin = process.cpuUsage();
      let set = 0;
      for (let index = 0; index < count; index += 1) {
        observe(set, VALUES[index & 1023] as number);
        set = set + 1 === sets ? 0 : set + 1;
      }
      const { user, system } = process.cpuUsage(begin);
      return ((user + system) * 1000) / count;
    },
  });
}
