import type { Finding } from '../../contract/index.js';
import { formatSetting } from '../settings/validate.js';
import { duration, evidence, lookupsOf, missSeconds, percent, requestsOn } from './measure.js';
import { describeStep, expectGain, stepUp } from './steps.js';
import type { Rule, RuleContext, RuleSetting } from './types.js';

const MIN_LOOKUPS = 20;
const MIN_EXPIRED = 0.02;

function examine({ view, step }: RuleContext, setting: RuleSetting): Finding | undefined {
  const lookups = lookupsOf(view, setting.subject);
  if (lookups.all < MIN_LOOKUPS || lookups.expired / lookups.all < MIN_EXPIRED) return undefined;
  const requests = requestsOn(view, setting.routes);
  const load = missSeconds(lookups, requests);
  if (requests.seconds <= 0 || typeof setting.value !== 'number') return undefined;
  const lost = Math.min(0.98, (lookups.expired * load) / requests.seconds);
  const proposal = stepUp(setting, step);
  // A key that is asked for λ times per second and lives T answers λT of 1 + λT look-ups; λT is fitted from what is
  // measured now. Popularity differs between keys, which the interval allows for.
  const repeats = lookups.hits / lookups.expired;
  const factor = proposal === undefined ? 1 : proposal / setting.value;
  const saved = 1 - (1 + repeats) / (1 + factor * repeats);
  const name = Object.values(setting.subject).join(', ');
  return {
    rule: ttlTooShort.id,
    title: `The TTL of ${name} is too short`,
    summary:
      `${percent(lookups.expired / lookups.all)} of the look-ups in ${name} find an entry that has just expired after ` +
      `${formatSetting(setting.value, setting.unit)}; producing it again takes ${duration(load)} on average.`,
    evidence: [
      evidence(
        'cache_expired_ratio',
        'ratio',
        lookups.expired / lookups.all,
        setting.subject,
        `${percent(lookups.expired / lookups.all)} of look-ups hit an expired entry`
      ),
      evidence(
        'cache_hit_ratio',
        'ratio',
        lookups.hits / lookups.all,
        setting.subject,
        `${percent(lookups.hits / lookups.all)} of look-ups are answered from the cache`
      ),
      evidence('cache_load_duration', 'seconds', load, setting.subject, `A miss costs ${duration(load)}`),
      evidence(
        'response_time',
        'ratio',
        lost,
        setting.subject,
        `Expired entries make up ${percent(lost)} of the response time`
      ),
    ],
    ruledOutBy: `Less than ${percent(MIN_EXPIRED)} of the look-ups finding an expired entry.`,
    guide: 'low-cache-hit-rate',
    setting: setting.name,
    ...(proposal === undefined
      ? {
          advice: `${setting.title} is at its limit${setting.maxReason === undefined ? '' : ` (${setting.maxReason})`}; raise the limit if answers may be older.`,
        }
      : {
          proposal,
          expected: expectGain(
            lost * saved,
            lost * saved * 0.5,
            Math.min(0.98, lost * saved * 1.4),
            `With a TTL ${describeStep(setting.value, proposal)}, ${percent(saved)} of the expiries should go; they make up ${percent(lost)} of the response time.`
          ),
        }),
  };
}

/** Misses that are expiries, weighted by what producing the value again costs. */
export const ttlTooShort: Rule = {
  id: 'ttl-too-short',
  title: 'TTL too short',
  goal: 'response_time',
  diagnose: (context) =>
    context.settings
      // What keeps itself within a staleness budget is not to be raised for the response time.
      .filter(({ kind, adapts }) => kind === 'ttl' && adapts !== true)
      .flatMap((setting) => examine(context, setting) ?? []),
};
