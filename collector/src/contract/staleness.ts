/** Differs where the answer differs: a counter, a time of change, a hash. Dates are compared by their time. */
export type AnswerVersion = string | number | bigint | Date | null;

/** How many hits may be out of date, and how the engine gets to know. One of `version` and `updates` is needed. */
export interface Staleness<About = never> {
  /** Share of the hits in any five minutes that may be given out after their value has changed; above 0, below 1. */
  readonly budget: number;
  /**
   * Reads cheaply what changes with the answer, e.g. `max(updated_at)`. It is called for some of what is stored, before it is
   * loaded, and again for a sample of the hits; no request waits for it. Undefined: this one has no version. What it throws, and
   * what takes longer than 5 s, is counted and proves nothing.
   */
  readonly version?: (about: About) => AnswerVersion | undefined | Promise<AnswerVersion | undefined>;
  /**
   * `reported`: every update is reported (by deleting or invalidating) when it happens. Then nothing that is out of date is
   * ever given out, and the TTL is a safety net that rises to its bound. With a `version` it need not be said: what the checks
   * find is what was not reported.
   */
  readonly updates?: 'reported';
  /** Hits that are looked into per second, at most; as many versions again are read for what is stored. 0.1 to 1,000, default 5. */
  readonly checksPerSecond?: number;
}

export const CHECKS_PER_SECOND = { min: 0.1, max: 1000 } as const;

/** What a declaration has wrong. */
export interface StalenessProblem {
  /** Where; undefined: in the whole. */
  readonly key: keyof Staleness | undefined;
  readonly what: string;
  /** Follows "must". */
  readonly must: string;
}

/** Undefined where the declaration can be right. */
export function stalenessProblem<About>(staleness: Staleness<About>): StalenessProblem | undefined {
  const { budget, version, updates, checksPerSecond: checks } = staleness;
  if (!(typeof budget === 'number' && budget > 0 && budget < 1)) {
    return {
      key: 'budget',
      what: `staleness.budget is ${String(budget)}`,
      must: 'be a share above 0 and below 1 (0.01 is 1 %)',
    };
  }
  if (version !== undefined && typeof version !== 'function') {
    return {
      key: 'version',
      what: 'staleness.version is no function',
      must: 'be a function that reads what changes with the answer',
    };
  }
  if (updates !== undefined && (updates as string) !== 'reported') {
    return {
      key: 'updates',
      what: `staleness.updates is "${updates as string}"`,
      must: 'be "reported", or be left out',
    };
  }
  if (checks !== undefined && !(checks >= CHECKS_PER_SECOND.min && checks <= CHECKS_PER_SECOND.max)) {
    const { min, max } = CHECKS_PER_SECOND;
    return {
      key: 'checksPerSecond',
      what: `staleness.checksPerSecond is ${String(checks)}`,
      must: `be a number from ${min} to ${max}`,
    };
  }
  if (version !== undefined || updates !== undefined) return undefined;
  return {
    key: undefined,
    what: 'staleness does not say how updates get known',
    must: 'have a version, or updates: "reported" where each update is reported by invalidating',
  };
}
