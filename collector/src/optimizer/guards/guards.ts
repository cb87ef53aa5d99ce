import type { Freeze, GuardId, Mode, Refusal, Trigger } from '../../contract/index.js';
import { incidentRefusal } from './recent-incident.js';
import type { RecentIncident } from './recent-incident.js';
import { spanOf, spanUntil } from './spans.js';

/** What the guards look at before anything is changed. */
export interface GuardFacts {
  readonly nowMs: number;
  readonly trigger: Trigger;
  readonly mode: Mode;
  readonly freeze: Freeze | undefined;
  /** The optimization that is at work, unless it asks itself. */
  readonly running: { readonly id: string; readonly actor: string } | undefined;
  /** Why the store cannot be written. */
  readonly storeError: string | undefined;
  readonly connected: readonly {
    readonly instance: string;
    readonly measuredMs: number;
    readonly checks: Readonly<Record<string, string>>;
  }[];
  readonly requests: number;
  readonly windowSeconds: number;
  readonly errorRate: number | undefined;
  readonly errorThreshold: number;
  /** A finding explains the errors, so that they are ours to tune. */
  readonly errorsExplained: boolean;
  /** What the window still holds of an incident that is over. */
  readonly incident: RecentIncident | undefined;
  readonly minRequests: number;
  readonly baselineMs: number;
}

interface Guard {
  readonly id: GuardId;
  /** Undefined: nothing speaks against it. */
  refuse(facts: GuardFacts): Omit<Refusal, 'guard'> | undefined;
}

/** Errors beyond this are an incident, whatever the threshold. */
const INCIDENT_ERROR_RATE = 0.05;
/** Requests that a judgement of a middling effect takes, both arms together. */
const REQUESTS_TO_JUDGE = 1000;

const percent = (ratio: number): string => `${Number((ratio * 100).toFixed(1))} %`;
const at = (epochMs: number): string => new Date(epochMs).toISOString();

const PLAN_GUARDS: readonly Guard[] = [
  {
    id: 'frozen',
    refuse: ({ freeze, nowMs }) =>
      freeze === undefined || Date.parse(freeze.until) <= nowMs
        ? undefined
        : {
            sentence: `Changes are frozen for another ${spanUntil(freeze.until, nowMs)} by ${freeze.by.name}${freeze.reason === undefined ? '' : `: ${freeze.reason}`}.`,
            nextStep: 'Wait that long, or end the freeze.',
            until: freeze.until,
          },
  },
  {
    id: 'running',
    refuse: ({ running }) =>
      running === undefined
        ? undefined
        : {
            sentence: `Another optimization is running, started by ${running.actor}.`,
            nextStep: 'Wait until it has settled, or cancel it.',
          },
  },
  {
    id: 'store-unwritable',
    refuse: ({ storeError }) =>
      storeError === undefined
        ? undefined
        : {
            sentence: `The ledger cannot be written, so nothing is applied: ${storeError}`,
            nextStep: 'Make room or repair the store, then press again.',
          },
  },
  {
    id: 'no-agent',
    refuse: ({ connected }) =>
      connected.length > 0
        ? undefined
        : {
            sentence: 'No instance of the service is connected.',
            nextStep: 'Start the application, and check the collector address and the agent token that it uses.',
          },
  },
  {
    id: 'database-down',
    refuse: ({ connected }) => {
      const down = connected.find(({ checks }) => checks['database'] !== undefined && checks['database'] !== 'ok');
      return down === undefined
        ? undefined
        : {
            sentence: `The database does not answer (${down.instance}: ${down.checks['database'] ?? ''}); that is an incident and nothing to tune.`,
            nextStep: 'Bring the database back first.',
          };
    },
  },
  {
    id: 'upstream-errors',
    refuse: ({ errorRate, errorThreshold, errorsExplained }) =>
      errorRate === undefined || errorsExplained || errorRate <= Math.max(INCIDENT_ERROR_RATE, errorThreshold)
        ? undefined
        : {
            sentence: `${percent(errorRate)} of the answers are errors, and no setting explains them; that is an incident and nothing to tune.`,
            nextStep: 'Find the cause of the errors first.',
          },
  },
  {
    id: 'recent-incident',
    // A person may know better, and gets it as a warning of the plan.
    refuse: ({ incident, trigger }) =>
      incident === undefined || trigger === 'manual' ? undefined : incidentRefusal(incident),
  },
  {
    id: 'too-little-traffic',
    refuse: ({ connected, requests, minRequests, windowSeconds }) => {
      if (connected.length === 0 || requests >= minRequests) return undefined;
      const perSecond = requests / Math.max(1, windowSeconds);
      const wait =
        requests === 0
          ? 'Without traffic no change can be judged'
          : `At this rate judging one change would take about ${spanOf(REQUESTS_TO_JUDGE / perSecond)}`;
      return {
        sentence: `Only ${requests} requests in the last ${spanOf(windowSeconds)}; ${minRequests} are needed. ${wait}.`,
        nextStep: 'Press again when the service has more traffic.',
      };
    },
  },
  {
    id: 'no-baseline',
    refuse: ({ connected, baselineMs, nowMs }) => {
      const youngest = [...connected].sort((a, b) => a.measuredMs - b.measuredMs)[0];
      if (youngest === undefined || youngest.measuredMs >= baselineMs) return undefined;
      const missingMs = baselineMs - youngest.measuredMs;
      return {
        sentence: `${youngest.instance} has been measured for ${Math.floor(youngest.measuredMs / 1000)} s only since its last start; there is no baseline yet.`,
        nextStep: `Press again in ${spanOf(missingMs / 1000)}.`,
        until: at(nowMs + missingMs),
      };
    },
  },
  {
    id: 'observe-mode',
    refuse: ({ mode }) =>
      mode !== 'observe'
        ? undefined
        : {
            sentence: 'The mode is observe: the engine measures and changes nothing.',
            nextStep: 'Set the mode to propose, so that a press may change settings.',
          },
  },
];

/** Reasons why nothing may be changed now, in the contract's order. */
export const refusalsOf = (facts: GuardFacts): readonly Refusal[] =>
  PLAN_GUARDS.flatMap((guard) => {
    const refusal = guard.refuse(facts);
    return refusal === undefined ? [] : [{ guard: guard.id, ...refusal }];
  });
