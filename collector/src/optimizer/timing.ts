/** Every wait of the loop, in milliseconds, and the traffic that it asks for. */
export interface LoopTiming {
  /** Between two passes of the interval trigger. Default 5 min (SPEC.md). */
  readonly intervalMs: number;
  /** Window that rules, reports and guards look at. Default 60 s. */
  readonly windowMs: number;
  /** Longest time that one change is judged. Default 10 min. */
  readonly judgeMs: number;
  /** Length of a block of measurements during a trial. Default 5 s. */
  readonly blockMs: number;
  /** How long a plan may be confirmed. Default 10 min. */
  readonly planTtlMs: number;
  /** How long triggers leave a setting alone after a decision on it. Default 30 min. */
  readonly coolDownMs: number;
  /** How long a threshold must be exceeded without a break before it triggers. Default 60 s. */
  readonly thresholdHoldMs: number;
  /** Requests that the window must hold before anything is tried. Default 100. */
  readonly minRequests: number;
  /** After this long without its collector an agent ends a trial. Default 5 s. */
  readonly leaseMs: number;
  /** An instance that dies this soon after a kept change gets the old value back. Default 10 min. */
  readonly crashWindowMs: number;
  /** How long an instance must have been measured before anything is tried on it. Default 30 s. */
  readonly baselineMs: number;
  /** An agent that has not reported for this long counts as gone. Default 10 s. */
  readonly disconnectedMs: number;
  /** How long measurements are kept; at least one and a half windows, and as much of judging. Default 15 min. */
  readonly historyMs: number;
}

export const DEFAULT_TIMING: LoopTiming = {
  intervalMs: 300_000,
  windowMs: 60_000,
  judgeMs: 600_000,
  blockMs: 5_000,
  planTtlMs: 600_000,
  coolDownMs: 1_800_000,
  thresholdHoldMs: 60_000,
  minRequests: 100,
  leaseMs: 5_000,
  crashWindowMs: 600_000,
  baselineMs: 30_000,
  disconnectedMs: 10_000,
  historyMs: 900_000,
};

/** For demonstrations at some 25 requests per second: short blocks, a minute per change. */
export const DEMO_TIMING: LoopTiming = { ...DEFAULT_TIMING, judgeMs: 60_000, blockMs: 1_500 };
