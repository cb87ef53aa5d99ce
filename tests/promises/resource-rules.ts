import { METRICS, DEFAULT_THRESHOLDS } from '@growth-engine/collector/contract';
import type {
  Finding,
  HistogramDelta,
  Labels,
  Match,
  SettingKind,
  SnapshotView,
} from '@growth-engine/collector/contract';
import { concurrencyTooHigh } from '../../collector/dist/optimizer/rules/concurrency-too-high.js';
import { memoryNearLimit } from '../../collector/dist/optimizer/rules/memory-near-limit.js';
import { timeoutTooShort } from '../../collector/dist/optimizer/rules/timeout-too-short.js';
import type { Rule, RuleSetting } from '../../collector/dist/optimizer/rules/types.js';
import { ensure } from '../lib/checks.js';
import type { Checks } from '../lib/checks.js';

interface Series {
  readonly metric: string;
  readonly labels?: Labels;
  readonly value: number | HistogramDelta;
}

const fits = (labels: Labels, match: Match): boolean =>
  Object.entries(match).every(([name, wanted]) => [wanted].flat().includes(labels[name] ?? ''));

/** A snapshot of these series, each a group of its own. */
function snapshot(series: readonly Series[]): SnapshotView {
  const of = (metric: string, match: Match = {}): readonly { labels: Labels; value: number | HistogramDelta }[] =>
    series
      .filter((one) => one.metric === metric && fits(one.labels ?? {}, match))
      .map(({ labels = {}, value }) => ({ labels, value }));
  const numbers = (metric: string, match?: Match) =>
    of(metric, match).flatMap(({ labels, value }) => (typeof value === 'number' ? [{ labels, value }] : []));
  return {
    windowSeconds: 60,
    increase: numbers,
    gauge: (metric, _aggregation, match) => numbers(metric, match),
    histogram: (metric, match) =>
      of(metric, match).flatMap(({ labels, value }) => (typeof value === 'number' ? [] : [{ labels, value }])),
  };
}

const setting = (name: string, kind: SettingKind, value: number, subject: Labels = {}): RuleSetting => ({
  name,
  title: name,
  kind,
  unit: kind === 'timeout' ? 'seconds' : kind === 'capacity' ? 'entries' : 'requests',
  min: 1,
  max: 100_000,
  default: value,
  integer: kind !== 'timeout',
  subject,
  routes: [],
  split: 'blocks',
  settleMs: 0,
  value,
  owner: 'engine',
  ceiling: 100_000,
});

function diagnose(rule: Rule, settings: readonly RuleSetting[], series: readonly Series[]): Finding {
  const [finding] = rule.diagnose({
    view: snapshot(series),
    settings,
    thresholds: DEFAULT_THRESHOLDS,
    step: 'pressed',
    instances: 1,
  });
  ensure(finding !== undefined, 'Nothing was found.');
  return finding;
}

/** What the engine proposes, held against its direction. */
function ensureTurns(finding: Finding, from: number, direction: 'up' | 'down'): string {
  const { proposal, setting: name } = finding;
  ensure(typeof proposal === 'number', `Nothing is proposed: ${finding.advice ?? finding.summary}`);
  ensure(direction === 'up' ? proposal > from : proposal < from, `${String(name)} would become ${proposal}.`);
  return `${String(name)} ${from} → ${proposal}`;
}

const histogram = (count: number, meanSeconds: number): HistogramDelta => ({
  count,
  sum: count * meanSeconds,
  buckets: [],
});
const requests = (statusClass: string, count: number, meanSeconds: number): Series => ({
  metric: METRICS.http_request_duration_seconds.name,
  labels: { route: '/slow', method: 'GET', status_class: statusClass },
  value: histogram(count, meanSeconds),
});

export async function resourceRules(checks: Checks): Promise<void> {
  await checks.check('concurrent requests are reduced when CPU is high', () =>
    ensureTurns(
      diagnose(
        concurrencyTooHigh,
        [setting('admission.concurrency', 'concurrency_limit', 100)],
        [
          { metric: METRICS.process_cpu_usage_ratio.name, value: 0.95 },
          { metric: METRICS.http_requests_in_flight.name, value: 90 },
        ]
      ),
      100,
      'down'
    )
  );
  await checks.check('the timeout is increased when the peer is slow', () =>
    ensureTurns(
      diagnose(
        timeoutTooShort,
        [setting('request.timeout', 'timeout', 2)],
        [requests('2xx', 900, 1.4), requests('5xx', 100, 2)]
      ),
      2,
      'up'
    )
  );
  await checks.check('a cache is made smaller when memory is near its limit', () =>
    ensureTurns(
      diagnose(
        memoryNearLimit,
        [setting('cache.products.capacity', 'capacity', 1_000, { cache: 'products' })],
        [
          { metric: METRICS.process_memory_usage_ratio.name, value: 0.92 },
          { metric: METRICS.process_memory_limit_bytes.name, value: 1e9 },
          { metric: METRICS.cache_bytes.name, labels: { cache: 'products' }, value: 4e8 },
          requests('2xx', 1_000, 0.01),
        ]
      ),
      1_000,
      'down'
    )
  );
}
