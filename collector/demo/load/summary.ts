import type { LoadRoute } from './mix.js';

export interface Sample {
  readonly route: LoadRoute;
  /** When it was due, by the monotonic clock, in milliseconds. */
  readonly dueMs: number;
  readonly durationMs: number;
  readonly failed: boolean;
}

export interface RouteSummary {
  readonly count: number;
  readonly meanSeconds: number;
  readonly p95Seconds: number;
  /** 5xx answers, and requests that got none. */
  readonly errors: number;
}

export interface LoadSummary extends RouteSummary {
  /** Length of the interval. */
  readonly durationSeconds: number;
  readonly routes: Readonly<Partial<Record<LoadRoute, RouteSummary>>>;
}

function summarise(samples: readonly Sample[]): RouteSummary {
  if (samples.length === 0) return { count: 0, meanSeconds: Number.NaN, p95Seconds: Number.NaN, errors: 0 };
  const durations = samples.map((sample) => sample.durationMs).sort((a, b) => a - b);
  return {
    count: samples.length,
    meanSeconds: durations.reduce((sum, duration) => sum + duration, 0) / durations.length / 1000,
    p95Seconds: (durations[Math.ceil(durations.length * 0.95) - 1] ?? Number.NaN) / 1000,
    errors: samples.filter((sample) => sample.failed).length,
  };
}

/** Of the samples that were due from `sinceMs` to before `untilMs`. */
export function summariseLoad(samples: readonly Sample[], sinceMs: number, untilMs: number): LoadSummary {
  const within = samples.filter((sample) => sample.dueMs >= sinceMs && sample.dueMs < untilMs);
  const routes: Partial<Record<LoadRoute, Sample[]>> = {};
  for (const sample of within) (routes[sample.route] ??= []).push(sample);
  return {
    ...summarise(within),
    durationSeconds: (untilMs - sinceMs) / 1000,
    routes: Object.fromEntries(Object.entries(routes).map(([route, own]) => [route, summarise(own)])),
  };
}
