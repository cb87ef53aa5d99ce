import type { MetricDefinition } from '../contract/index.js';
import { LABEL_NAME, METRIC_NAME } from './text-format.js';

const ascending = (edges: readonly number[]): boolean =>
  edges.every((edge, index) => Number.isFinite(edge) && (index === 0 || edge > (edges[index - 1] ?? Infinity)));

/** @throws TypeError when Prometheus would refuse the metric. */
export function checkDefinition({ name, type, labels, edges }: MetricDefinition): void {
  if (!METRIC_NAME.test(name)) throw new TypeError(`"${name}" is no metric name: letters, digits, _ and : are`);
  const bad = labels.find((label) => !LABEL_NAME.test(label) || (type === 'histogram' && label === 'le'));
  if (bad !== undefined) throw new TypeError(`"${bad}" cannot be a label of ${name}`);
  if (new Set(labels).size !== labels.length) throw new TypeError(`${name} has a label twice`);
  if (type === 'histogram' && (edges === undefined || edges.length === 0 || !ascending(edges))) {
    throw new TypeError(`The edges of ${name} must be finite and ascending`);
  }
}

export const describesSame = (one: MetricDefinition, other: MetricDefinition): boolean =>
  one === other ||
  (one.type === other.type &&
    one.labels.join() === other.labels.join() &&
    (one.edges ?? []).join() === (other.edges ?? []).join());
