import { zipf } from './random.js';

/** Requests per second. Chosen by measuring: leaves two cores half idle. */
export const DEFAULT_RATE = 40;

export const LOAD_ROUTES = ['dashboard', 'product', 'search', 'analytics', 'checkout'] as const;
export type LoadRoute = (typeof LOAD_ROUTES)[number];

export interface LoadRequest {
  readonly route: LoadRoute;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Share of each route in a day's requests. */
const SHARES: Readonly<Record<LoadRoute, number>> = {
  dashboard: 0.3,
  product: 0.45,
  search: 0.1,
  analytics: 0.05,
  checkout: 0.1,
};

const REGIONS = 20;
/** Products that people look at; the other thousands sell through search engines. */
const POPULAR_PRODUCTS = 250;
const popularProduct = zipf(POPULAR_PRODUCTS, 0.7);
/** Shows a dashboard to somebody who is signed in; such answers are nobody else's. */
const SIGNED_IN_SHARE = 0.03;
const SUPPORT_SEARCH_SHARE = 0.03;
/** Two things that are bought together, put into the basket in either order. */
const BUNDLE = [1, 2] as const;
const BUNDLE_SHARE = 0.6;
const WORDS = ['lamp', 'oak', 'steel', 'chair', 'vase', 'linen', 'copper', 'clock', 'shelf', 'bowl'] as const;

const below = (n: number, random: () => number): number => Math.floor(random() * n);
const region = (random: () => number): string => `region-${String(below(REGIONS, random)).padStart(2, '0')}`;
const get = (route: LoadRoute, path: string, headers: Readonly<Record<string, string>> = {}): LoadRequest => ({
  route,
  method: 'GET',
  path,
  headers,
});

function basket(random: () => number): readonly number[] {
  if (random() < BUNDLE_SHARE) return random() < 0.5 ? BUNDLE : [...BUNDLE].reverse();
  const first = 3 + below(4900, random);
  return [first, first + 1 + below(90, random)];
}

const MAKE: Readonly<Record<LoadRoute, (random: () => number) => LoadRequest>> = {
  dashboard: (random) =>
    get(
      'dashboard',
      `/dashboard?region=${region(random)}`,
      random() < SIGNED_IN_SHARE ? { cookie: `session=${below(1000, random)}` } : {}
    ),
  product: (random) => get('product', `/products/${popularProduct(random) * 17}`),
  search: (random) =>
    random() < SUPPORT_SEARCH_SHARE
      ? get('search', `/search?in=orders&q=${below(65_536, random).toString(16).padStart(4, '0')}`)
      : get('search', `/search?q=${WORDS[below(WORDS.length, random)] ?? 'lamp'}%20${below(100, random)}`),
  analytics: (random) => get('analytics', `/analytics?region=${region(random)}`),
  checkout: (random) => ({
    route: 'checkout',
    method: 'POST',
    path: '/checkout',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ customerId: 1 + below(10_000, random), region: region(random), productIds: basket(random) }),
  }),
};

/** The next request of a day's mix. */
export function nextRequest(random: () => number): LoadRequest {
  let at = random();
  for (const route of LOAD_ROUTES) {
    if (at < SHARES[route]) return MAKE[route](random);
    at -= SHARES[route];
  }
  return MAKE.product(random);
}
