import { createGrowthEngine } from '@growth-engine/collector';
import type { GrowthEngine } from '@growth-engine/collector';
import { ROUTE } from './item-app.js';

export const ROUTE_ID = 'item';

export interface BenchEngineOptions {
  readonly prepareExpress?: boolean;
  readonly isCached?: boolean;
  /** Entries of the route's cache; the engine's own default where it is left out. */
  readonly capacity?: number;
}

/** The whole middleware as an application has it: admission, a cached route, tracking, reports to a collector. */
export const benchEngine = ({
  prepareExpress = true,
  isCached = true,
  capacity,
}: BenchEngineOptions = {}): GrowthEngine =>
  createGrowthEngine({
    service: 'bench',
    instance: `bench-${process.pid}`,
    collector: process.env['COLLECTOR_URL'],
    token: process.env['COLLECTOR_AGENT_TOKEN'],
    admission: 'observe',
    prepareExpress,
    // The load takes all of a core while it lasts; counting what would be shed then is not what is measured here.
    resources: { cpuLimit: 1, maxConcurrentRequests: 10_000 },
    routes: [
      { id: ROUTE_ID, path: ROUTE, priority: 'high', ...(isCached ? { cacheStrategy: 'short', capacity } : {}) },
    ],
  });
