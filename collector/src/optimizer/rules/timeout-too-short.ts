import type { Finding } from '../../contract/index.js';
import { METRICS } from '../../contract/index.js';
import { formatSetting } from '../settings/validate.js';
import { duration, evidence, percent, requestsOn, routesMatch, total } from './measure.js';
import { expectGain, stepUp } from './steps.js';
import type { Rule, RuleContext, RuleSetting } from './types.js';

const MIN_SHARE = 0.005;
/** Successful calls that take this share of the timeout say that the peer is slow, not gone. */
const SLOW_PEER = 0.15;

interface Timeouts {
  readonly calls: number;
  readonly timeouts: number;
  readonly meanSeconds: number;
}

/** Calls to the peer behind the setting: a pool's statements, else the requests themselves. */
function timeoutsOf({ view }: RuleContext, setting: RuleSetting): Timeouts {
  if (setting.subject['pool'] !== undefined) {
    const calls = view.histogram(METRICS.db_query_duration_seconds.name, setting.subject)[0]?.value;
    const timeouts = total(view.increase(METRICS.db_errors_total.name, { ...setting.subject, class: 'timeout' }));
    const count = (calls?.count ?? 0) + timeouts;
    return {
      calls: count,
      timeouts,
      meanSeconds: calls === undefined || calls.count === 0 ? 0 : calls.sum / calls.count,
    };
  }
  const all = requestsOn(view, setting.routes);
  const failed = view
    .histogram(METRICS.http_request_duration_seconds.name, { ...routesMatch(setting.routes), status_class: '5xx' })
    .reduce((sum, { value }) => ({ count: sum.count + value.count, seconds: sum.seconds + value.sum }), {
      count: 0,
      seconds: 0,
    });
  const answered = all.count - failed.count;
  // Failures that took as long as the timeout are the timeout's.
  const limit = typeof setting.value === 'number' ? setting.value : Infinity;
  const isTimeout = failed.count > 0 && failed.seconds / failed.count >= 0.8 * limit;
  return {
    calls: all.count,
    timeouts: isTimeout ? failed.count : 0,
    meanSeconds: answered > 0 ? (all.seconds - failed.seconds) / answered : 0,
  };
}

function examine(context: RuleContext, setting: RuleSetting): Finding | undefined {
  const { calls, timeouts, meanSeconds } = timeoutsOf(context, setting);
  if (typeof setting.value !== 'number' || calls === 0 || timeouts < 3 || timeouts / calls < MIN_SHARE)
    return undefined;
  const isSlow = meanSeconds >= SLOW_PEER * setting.value;
  const proposal = isSlow ? stepUp(setting, context.step) : undefined;
  const name = Object.values(setting.subject).join(', ') || 'the service';
  return {
    rule: timeoutTooShort.id,
    title: `The timeout of ${name} is too short`,
    summary:
      `${percent(timeouts / calls)} of the calls end at the timeout of ${formatSetting(setting.value, setting.unit)}, ` +
      `while those that succeed take ${duration(meanSeconds)} on average: ` +
      (isSlow ? 'the peer is slow, not gone.' : 'the peer is fast or gone, so that waiting longer would not help.'),
    evidence: [
      evidence(
        METRICS.db_errors_total.name,
        'ratio',
        timeouts / calls,
        setting.subject,
        `${percent(timeouts / calls)} of calls time out`
      ),
      evidence('query_time', 'seconds', meanSeconds, setting.subject, `Successful calls take ${duration(meanSeconds)}`),
    ],
    ruledOutBy: `Less than ${percent(MIN_SHARE)} of the calls timing out, or successful calls being much faster than the timeout.`,
    guide: 'slow-responses',
    setting: setting.name,
    ...(proposal === undefined
      ? {
          advice: isSlow
            ? `${setting.title} is at its limit; make the peer faster.`
            : 'Look at the peer: it answers fast or not at all.',
        }
      : {
          proposal,
          expected: expectGain(
            0,
            -0.1,
            0.05,
            'Calls that ended at the timeout can succeed; the mean response time should stay about where it is.'
          ),
        }),
  };
}

/** Calls that end at a timeout while the peer is only slow. */
export const timeoutTooShort: Rule = {
  id: 'timeout-too-short',
  title: 'Timeout too short for a slow peer',
  goal: 'error_rate',
  diagnose: (context) =>
    context.settings.filter(({ kind }) => kind === 'timeout').flatMap((setting) => examine(context, setting) ?? []),
};
