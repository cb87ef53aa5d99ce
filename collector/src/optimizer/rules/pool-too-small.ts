import type { Finding } from '../../contract/index.js';
import { METRICS } from '../../contract/index.js';
import { formatSetting } from '../settings/validate.js';
import { duration, evidence, percent, requestsOn } from './measure.js';
import { expectGain, stepUp } from './steps.js';
import type { Rule, RuleContext, RuleSetting } from './types.js';

const MIN_CHECKOUTS = 20;
const MIN_SHARE = 0.05;

/**
 * Mean wait in an M/M/c queue in units of the mean hold time (Erlang C; Kleinrock, Queueing Systems I, §3.5).
 * @param load Erlangs: arrivals per second × mean hold time. At or above `servers` the wait has no mean.
 */
export function erlangWait(servers: number, load: number): number {
  if (load >= servers) return Infinity;
  let blocking = 1;
  for (let n = 1; n <= servers; n++) blocking = (load * blocking) / (n + load * blocking);
  const waits = blocking / (1 - (load / servers) * (1 - blocking));
  return waits / (servers - load);
}

/** Share of the wait that goes when the pool grows. */
function relieved(size: number, grown: number, load: number): number {
  const before = erlangWait(size, Math.min(load, size * 0.97));
  const after = erlangWait(grown, Math.min(load, grown * 0.97));
  return before <= 0 ? 0.5 : Math.min(0.98, Math.max(0.5, 1 - after / before));
}

function examine({ view, step, instances }: RuleContext, setting: RuleSetting): Finding | undefined {
  const waits = view.histogram(METRICS.db_pool_wait_seconds.name, setting.subject)[0]?.value;
  const uses = view.histogram(METRICS.db_pool_use_seconds.name, setting.subject)[0]?.value;
  const requests = requestsOn(view, setting.routes);
  if (waits === undefined || waits.count < MIN_CHECKOUTS || requests.seconds <= 0) return undefined;
  if (typeof setting.value !== 'number') return undefined;
  const share = Math.min(0.98, waits.sum / requests.seconds);
  if (share < MIN_SHARE) return undefined;
  const proposal = stepUp(setting, step);
  const wait = waits.sum / waits.count;
  const load = (uses?.sum ?? 0) / view.windowSeconds / Math.max(1, instances);
  const name = Object.values(setting.subject).join(', ');
  const part = proposal === undefined ? 0 : relieved(setting.value, proposal, load);
  return {
    rule: poolTooSmall.id,
    title: `The pool ${name} is too small`,
    summary:
      `Callers wait ${duration(wait)} on average for one of ${formatSetting(setting.value, setting.unit)} of ${name}; ` +
      `that is ${percent(share)} of the response time.`,
    evidence: [
      evidence('pool_wait', 'seconds', wait, setting.subject, `Waiting for a connection takes ${duration(wait)}`),
      evidence(
        'response_time',
        'ratio',
        share,
        setting.subject,
        `Waiting makes up ${percent(share)} of the response time`
      ),
      evidence(
        METRICS.db_pool_use_seconds.name,
        'connections',
        load,
        setting.subject,
        `${load.toFixed(1)} of ${setting.value} connections are in use on average`
      ),
    ],
    ruledOutBy: `Waiting for a connection making up less than ${percent(MIN_SHARE)} of the response time.`,
    guide: 'slow-responses',
    setting: setting.name,
    ...(proposal === undefined
      ? {
          advice: `${setting.title} is at its limit${setting.maxReason === undefined ? '' : ` (${setting.maxReason})`}; make the statements faster or raise the server's connections.`,
        }
      : {
          proposal,
          expected: expectGain(
            share * part * 0.85,
            share * 0.4,
            share * 0.98,
            `Waiting makes up ${percent(share)} of the response time; with ${proposal} connections, ${percent(part)} of it should go (Erlang C).`
          ),
        }),
  };
}

/** Time spent waiting for a connection. */
export const poolTooSmall: Rule = {
  id: 'pool-too-small',
  title: 'Pool too small',
  goal: 'response_time',
  diagnose: (context) =>
    context.settings.filter(({ kind }) => kind === 'pool_size').flatMap((setting) => examine(context, setting) ?? []),
};
