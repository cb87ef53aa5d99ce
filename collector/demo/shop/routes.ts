import type { GrowthEngineRoute } from '@growth-engine/collector';
import type { ShopSettings } from './settings.js';

export const PATHS = {
  dashboard: '/dashboard',
  analytics: '/analytics',
  search: '/search',
  product: '/products/:id',
  checkout: '/checkout',
} as const;

export const shopRoutes = (settings: ShopSettings): readonly GrowthEngineRoute[] => [
  {
    id: 'dashboard',
    path: PATHS.dashboard,
    cacheStrategy: 'short',
    priority: 'high',
    ttlSeconds: settings.dashboardTtlSeconds,
    maxStalenessSeconds: 60,
  },
  { id: 'analytics', path: PATHS.analytics, priority: 'low' },
  { id: 'search', path: PATHS.search, priority: 'medium' },
  { id: 'product', path: PATHS.product, priority: 'high' },
  { id: 'checkout', path: PATHS.checkout, priority: 'high' },
];
