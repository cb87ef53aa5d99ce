import type { GrowthEngineRoute } from '@growth-engine/collector';

export const ROUTES = [
  { id: 'checkout', path: '/checkout', priority: 'high' },
  { id: 'products', path: '/products', priority: 'medium' },
  { id: 'reports', path: '/reports', priority: 'low' },
] as const satisfies readonly GrowthEngineRoute[];

/** Each answer takes this long, so 400 requests per second fill the limit. */
export const HANDLER_MS = 100;
export const MAX_CONCURRENT_REQUESTS = 40;

/** Of five requests one is a checkout, one a product and three are reports. */
const MIX = ['/reports', '/checkout', '/reports', '/products', '/reports'] as const;
export const pathOf = (index: number): string => MIX[index % MIX.length] ?? '/reports';

export const BEARABLE_PER_SECOND = 30;
export const OVERLOAD_PER_SECOND = 600;
