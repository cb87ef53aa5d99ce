import { guardGroup } from './guards.js';
import { targetGroup, thresholdGroup } from './levels.js';
import type { AlertRule, RuleGroup } from './types.js';

/** Every alert rule, once; grafana.ts and prometheus.ts write it in their two forms. */
export const RULE_GROUPS: readonly RuleGroup[] = [targetGroup, thresholdGroup, guardGroup];
export const RULES: readonly AlertRule[] = RULE_GROUPS.flatMap((group) => group.rules);
