import type { Finding } from '../../contract/index.js';
import { DERIVED, METRICS } from '../../contract/index.js';
import { formatSetting } from '../settings/validate.js';
import { evidence, percent } from './measure.js';
import { expectGain, stepDown } from './steps.js';
import type { Rule, RuleContext, RuleSetting } from './types.js';

function examine({ view, thresholds, step }: RuleContext, setting: RuleSetting): Finding | undefined {
  const cpu = Math.max(0, ...DERIVED.cpu.compute(view).map(({ value }) => value));
  const inFlight = Math.max(0, ...view.gauge(METRICS.http_requests_in_flight.name, 'max').map(({ value }) => value));
  if (cpu < thresholds.cpu || typeof setting.value !== 'number' || inFlight < setting.value / 4) return undefined;
  const lowered = stepDown(setting, step);
  // Lowering a limit that nobody reaches changes nothing.
  const proposal = lowered !== undefined && lowered < inFlight ? lowered : undefined;
  // By Little's law the time in the process is proportional to what is in it while the CPU is the bottleneck.
  const gain = proposal === undefined ? 0 : Math.min(0.6, 1 - proposal / inFlight);
  return {
    rule: concurrencyTooHigh.id,
    title: 'Too many requests at once for the CPU',
    summary:
      `The process uses ${percent(cpu)} of its CPU with ${inFlight.toFixed(0)} requests in flight; admission lets in up to ` +
      `${formatSetting(setting.value, setting.unit)}, which share the CPU and slow each other down.`,
    evidence: [
      evidence('cpu', 'ratio', cpu, {}, `CPU stands at ${percent(cpu)}, the threshold at ${percent(thresholds.cpu)}`),
      evidence(
        METRICS.http_requests_in_flight.name,
        'requests',
        inFlight,
        {},
        `${inFlight.toFixed(0)} requests are in flight`
      ),
    ],
    ruledOutBy: 'CPU below its threshold, or fewer requests in flight than a quarter of the limit.',
    guide: 'high-cpu',
    setting: setting.name,
    ...(proposal === undefined
      ? {
          advice:
            'Find what uses the CPU (slow statements, large payloads, a missing cache), or give the service more of it.',
        }
      : {
          proposal,
          expected: expectGain(
            gain,
            gain * 0.3,
            gain,
            `While the CPU is the bottleneck, response time is proportional to requests in flight: ${inFlight.toFixed(0)} now, ${proposal} at most.`
          ),
        }),
  };
}

/** CPU near its limit while many requests are in flight. */
export const concurrencyTooHigh: Rule = {
  id: 'concurrency-too-high',
  title: 'Concurrency too high for the CPU',
  goal: 'response_time',
  diagnose: (context) =>
    context.settings
      .filter(({ kind }) => kind === 'concurrency_limit')
      .flatMap((setting) => examine(context, setting) ?? []),
};
