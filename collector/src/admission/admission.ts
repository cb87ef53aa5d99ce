import {
  METRICS,
  type AdmissionMode,
  type Clock,
  type Random,
  type RoutePriority,
  type Tunable,
} from '../contract/index.js';
import type { BoundCounter, Family, Instruments } from '../instruments/types.js';
import { admissionTunables } from './admission-tunables.js';
import { Deadlines, type Deadlined } from './deadlines.js';
import { REJECTION_REASONS, rejectionOf, type Load, type RejectionReason } from './shedding.js';

export interface AdmissionLimits {
  /** Requests that may run at once, at least 1. Low priority may use half of them, medium 80 %. */
  readonly maxConcurrentRequests: number;
  /** Usage above which requests are shed, 0 to 1. */
  readonly cpuRatio: number;
  readonly memoryRatio: number;
  readonly requestTimeoutMs: number;
}

export interface AdmissionOptions {
  readonly instruments: Instruments;
  readonly clock: Clock;
  /** The process against its own limits, over a few seconds so that shedding does not swing; NaN where unknown. */
  readonly usage: { cpuRatio(): number; memoryRatio(): number };
  readonly limits: AdmissionLimits;
  readonly mode: AdmissionMode;
  readonly random: Random;
}

export type Verdict =
  | { readonly admitted: true }
  | { readonly admitted: false; readonly reason: RejectionReason; readonly retryAfterSeconds: number };

export interface Admission {
  /**
   * Whether a request may run; admitted ones are released once. In mode `observe` all are admitted, and what would have
   * been rejected is counted. `nowMs`: the clock's monotonic time.
   */
  admit(route: string, priority: RoutePriority, nowMs: number): Verdict;
  /** Counters of these routes begin at 0 now: one that is not there yet cannot show that nothing was rejected. */
  announce(routes: readonly string[]): void;
  release(): void;
  setMode(mode: AdmissionMode): void;
  mode(): AdmissionMode;
  /** Requests that were admitted and not yet released. */
  inFlight(): number;
  /** Expires what runs longer than `request.timeout`. */
  watch(request: Deadlined): void;
  forget(request: Deadlined): void;
  tunables(): readonly Tunable[];
  close(): void;
}

const ADMITTED: Verdict = { admitted: true };
/** Usage is an average over seconds; to form it anew for each request would cost more than all the rest. */
const USAGE_AGE_MS = 100;
/** A full house empties within a request's time; usage is measured over five seconds. Spread, so that not all come back at once. */
const RETRY_AFTER: Readonly<Record<RejectionReason, { readonly least: number; readonly spread: number }>> = {
  concurrency: { least: 1, spread: 2 },
  cpu: { least: 5, spread: 5 },
  memory: { least: 5, spread: 5 },
};

/** @throws RangeError on a limit that cannot be right. */
export function createAdmission(options: AdmissionOptions): Admission {
  const { instruments, clock, usage, random } = options;
  const { maxConcurrentRequests, cpuRatio, memoryRatio, requestTimeoutMs } = options.limits;
  check('maxConcurrentRequests', maxConcurrentRequests, Number.isInteger(maxConcurrentRequests), 'a whole number');
  check('requestTimeoutMs', requestTimeoutMs, true, 'a number of milliseconds');
  check('cpuRatio', cpuRatio, true, 'a ratio such as 0.8');
  check('memoryRatio', memoryRatio, true, 'a ratio such as 0.8');

  const rejected = byRouteAndReason(instruments.counter(METRICS.http_requests_rejected_total));
  const rejectable = byRouteAndReason(instruments.counter(METRICS.http_requests_rejectable_total));
  const deadlines = new Deadlines(clock, requestTimeoutMs);
  let mode = options.mode;
  let inFlight = 0;
  let limit = maxConcurrentRequests;
  let lookedAt = -Infinity;
  const load: Load = {
    inFlight: 0,
    concurrencyLimit: limit,
    cpuRatio: 0,
    memoryRatio: 0,
    cpuLimit: cpuRatio,
    memoryLimit: memoryRatio,
  };
  const tunables = admissionTunables(
    { get: () => limit, set: (value) => (limit = value) },
    { get: () => deadlines.timeoutMs / 1000, set: (seconds) => (deadlines.timeoutMs = seconds * 1000) }
  );

  return {
    admit(route, priority, nowMs) {
      if (nowMs - lookedAt >= USAGE_AGE_MS) {
        lookedAt = nowMs;
        load.cpuRatio = usage.cpuRatio();
        load.memoryRatio = usage.memoryRatio();
      }
      load.inFlight = inFlight;
      load.concurrencyLimit = limit;
      const reason = rejectionOf(load, priority, random);
      if (reason !== undefined) {
        if (mode === 'enforce') {
          rejected(route, reason).inc();
          const { least, spread } = RETRY_AFTER[reason];
          return { admitted: false, reason, retryAfterSeconds: least + Math.floor(random() * (spread + 1)) };
        }
        rejectable(route, reason).inc();
      }
      inFlight++;
      return ADMITTED;
    },
    release() {
      if (inFlight > 0) inFlight--;
    },
    announce(routes) {
      for (const route of routes) {
        for (const reason of REJECTION_REASONS) for (const counter of [rejected, rejectable]) counter(route, reason);
      }
    },
    setMode: (next) => void (mode = next),
    mode: () => mode,
    inFlight: () => inFlight,
    watch: (request) => deadlines.watch(request),
    forget: (request) => deadlines.forget(request),
    tunables: () => tunables,
    close: () => deadlines.close(),
  };
}

function check(limit: string, value: number, valid: boolean, right: string): void {
  if (valid && value > 0 && Number.isFinite(value)) return;
  throw new RangeError(`Admission limit ${limit} is ${value}; give ${right} above 0.`);
}

function byRouteAndReason(family: Family<BoundCounter>): (route: string, reason: RejectionReason) => BoundCounter {
  const bound = new Map<string, Map<RejectionReason, BoundCounter>>();
  return (route, reason) => {
    let byReason = bound.get(route);
    if (byReason === undefined) bound.set(route, (byReason = new Map<RejectionReason, BoundCounter>()));
    let counter = byReason.get(reason);
    if (counter === undefined) byReason.set(reason, (counter = family.bind(route, reason)));
    return counter;
  };
}
