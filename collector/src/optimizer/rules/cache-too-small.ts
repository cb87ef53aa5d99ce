import type { Finding } from '../../contract/index.js';
import { METRICS } from '../../contract/index.js';
import { formatSetting } from '../settings/validate.js';
import { duration, evidence, lookupsOf, missSeconds, percent, requestsOn, total } from './measure.js';
import { describeStep, expectGain, stepUp } from './steps.js';
import type { Rule, RuleContext, RuleSetting } from './types.js';

const MIN_LOOKUPS = 20;
const MIN_EVICTED = 0.02;
/**
 * Share of evicted look-ups that stay misses with k times the room: k^-exponent. Miss curves of skewed popularity fall
 * like a power below 1 (Breslau et al., "Web caching and Zipf-like distributions", INFOCOM 1999); the ends are the
 * interval's.
 */
const EXPONENT = { likely: 0.7, slow: 0.35, fast: 1.6 } as const;

/** Whether the cache with `factor` times its entries would lift memory above the threshold. */
function exceedsMemory({ view, thresholds }: RuleContext, setting: RuleSetting, factor: number): boolean {
  const limit = Math.max(0, ...view.gauge(METRICS.process_memory_limit_bytes.name, 'max').map(({ value }) => value));
  const usage = Math.max(0, ...view.gauge(METRICS.process_memory_usage_ratio.name, 'max').map(({ value }) => value));
  const bytes = Math.max(0, ...view.gauge(METRICS.cache_bytes.name, 'max', setting.subject).map(({ value }) => value));
  return limit > 0 && usage + (bytes * (factor - 1)) / limit > thresholds.memory;
}

function examine(context: RuleContext, setting: RuleSetting): Finding | undefined {
  const { view, step } = context;
  const lookups = lookupsOf(view, setting.subject);
  if (lookups.all < MIN_LOOKUPS || lookups.evicted / lookups.all < MIN_EVICTED) return undefined;
  const requests = requestsOn(view, setting.routes);
  const load = missSeconds(lookups, requests);
  if (requests.seconds <= 0 || typeof setting.value !== 'number') return undefined;
  const lost = Math.min(0.98, (lookups.evicted * load) / requests.seconds);
  const raised = stepUp(setting, step);
  const factor = raised === undefined ? 1 : raised / setting.value;
  const isTight = raised !== undefined && exceedsMemory(context, setting, factor);
  const proposal = isTight ? undefined : raised;
  const regained = (exponent: number): number => lost * (1 - factor ** -exponent);
  const name = Object.values(setting.subject).join(', ');
  const entries = total(view.gauge(METRICS.cache_entries.name, 'max', setting.subject));
  return {
    rule: cacheTooSmall.id,
    title: `The cache ${name} is too small`,
    summary:
      `${percent(lookups.evicted / lookups.all)} of the look-ups in ${name} find that their entry had to make room: it ` +
      `holds ${formatSetting(setting.value, setting.unit)}, and producing a value again takes ${duration(load)} on average.`,
    evidence: [
      evidence(
        'cache_evicted_ratio',
        'ratio',
        lookups.evicted / lookups.all,
        setting.subject,
        `${percent(lookups.evicted / lookups.all)} of look-ups hit an evicted entry`
      ),
      evidence(
        'cache_hit_ratio',
        'ratio',
        lookups.hits / lookups.all,
        setting.subject,
        `${percent(lookups.hits / lookups.all)} of look-ups are answered from the cache`
      ),
      evidence(
        METRICS.cache_entries.name,
        'entries',
        entries,
        setting.subject,
        `${entries} of ${setting.value} entries are taken`
      ),
      evidence('cache_load_duration', 'seconds', load, setting.subject, `A miss costs ${duration(load)}`),
      evidence(
        'response_time',
        'ratio',
        lost,
        setting.subject,
        `Evicted entries make up ${percent(lost)} of the response time`
      ),
    ],
    ruledOutBy: `Less than ${percent(MIN_EVICTED)} of the look-ups finding an evicted entry.`,
    guide: 'low-cache-hit-rate',
    setting: setting.name,
    ...(proposal === undefined
      ? {
          advice: isTight
            ? 'A larger cache would lift the memory of the process above its threshold; give it more memory or turn on compression.'
            : `${setting.title} is at its limit${setting.maxReason === undefined ? '' : ` (${setting.maxReason})`}.`,
        }
      : {
          proposal,
          expected: expectGain(
            regained(EXPONENT.likely),
            regained(EXPONENT.slow),
            regained(EXPONENT.fast),
            `With ${describeStep(setting.value, proposal)} the entries, ${percent(1 - factor ** -EXPONENT.likely)} of the evicted look-ups should become hits; they make up ${percent(lost)} of the response time.`
          ),
        }),
  };
}

/** Misses that are evictions, weighted by what producing the value again costs. */
export const cacheTooSmall: Rule = {
  id: 'cache-too-small',
  title: 'Cache too small',
  goal: 'response_time',
  diagnose: (context) =>
    context.settings.filter(({ kind }) => kind === 'capacity').flatMap((setting) => examine(context, setting) ?? []),
};
