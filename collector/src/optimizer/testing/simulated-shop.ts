import type { Random, SettingState, SettingValue } from '../../contract/index.js';

/** What one request of the simulated shop did. */
export interface ShopRequest {
  readonly route: string;
  readonly seconds: number;
  readonly failed: boolean;
  readonly lookup: 'hit' | 'expired' | 'evicted' | 'miss' | undefined;
  readonly loadSeconds: number | undefined;
  readonly waitSeconds: number | undefined;
}

export type ShopSettings = Readonly<Record<string, SettingValue>>;

const NAMES = { ttl: 'cache.products.ttl', capacity: 'cache.products.capacity', pool: 'pool.main.size' } as const;

export const SHOP_DEFAULTS: ShopSettings = { [NAMES.ttl]: 2, [NAMES.capacity]: 50, [NAMES.pool]: 2 };

/** How the shop reacts to its settings; replace a part to simulate another world. */
export interface ShopModel {
  /** Share of look-ups that find an expired entry. */
  expired(ttlSeconds: number): number;
  /** Share of look-ups that find an evicted entry. */
  evicted(capacity: number): number;
  /** Mean wait for a connection. */
  waitSeconds(poolSize: number): number;
  readonly loadSeconds: number;
  /** Share of failed requests by settings. */
  failures(settings: ShopSettings): number;
  /** One key has all the traffic of the cache, so that a split by keys has one side only. */
  readonly oneKey: boolean;
  /** Multiplies all times, for whatever moves the whole world; `atMs` is monotonic. */
  weather(atMs: number): number;
}

export const SHOP_MODEL: ShopModel = {
  expired: (ttl) => 0.6 * (2 / ttl),
  evicted: (capacity) => 0.6 * (50 / capacity),
  waitSeconds: (size) => 0.3 / size ** 2,
  loadSeconds: 0.15,
  failures: () => 0,
  oneKey: false,
  weather: () => 1,
};

const number = (settings: ShopSettings, name: string): number => Number(settings[name] ?? SHOP_DEFAULTS[name]);

const lognormal = (random: Random, sigma: number): number => {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.exp(sigma * normal - sigma ** 2 / 2);
};

/** One request: half of them products behind a cache, the others dashboards and searches straight from the database. */
export function serve(model: ShopModel, settings: ShopSettings, random: Random, atMs: number): ShopRequest {
  const noise = lognormal(random, 0.5) * model.weather(atMs);
  const wait = (): number => model.waitSeconds(number(settings, NAMES.pool)) * lognormal(random, 0.8);
  const failed = random() < model.failures(settings);
  if (random() < 0.5) {
    const expired = model.expired(number(settings, NAMES.ttl));
    const evicted = (1 - expired) * model.evicted(number(settings, NAMES.capacity));
    const draw = random();
    const lookup = draw < expired ? 'expired' : draw < expired + evicted ? 'evicted' : 'hit';
    if (lookup === 'hit')
      return {
        route: '/product/:id',
        seconds: 0.004 * noise,
        failed,
        lookup,
        loadSeconds: undefined,
        waitSeconds: undefined,
      };
    const waitSeconds = wait();
    const loadSeconds = model.loadSeconds * noise;
    return {
      route: '/product/:id',
      seconds: 0.004 + waitSeconds + loadSeconds,
      failed,
      lookup,
      loadSeconds,
      waitSeconds,
    };
  }
  const isDashboard = random() < 0.4;
  const waitSeconds = wait();
  const seconds = (isDashboard ? 0.09 : 0.03) * noise + waitSeconds;
  return {
    route: isDashboard ? '/dashboard' : '/search',
    seconds,
    failed,
    lookup: undefined,
    loadSeconds: undefined,
    waitSeconds,
  };
}

/** The settings that the shop offers, at their values. */
export function settingStates(
  values: ShopSettings,
  owners: Readonly<Record<string, 'engine' | 'person'>>
): readonly SettingState[] {
  const common = (name: string) => ({
    name,
    title: name,
    value: values[name] ?? 0,
    default: SHOP_DEFAULTS[name] ?? 0,
    owner: owners[name] ?? ('engine' as const),
  });
  return [
    {
      ...common(NAMES.ttl),
      kind: 'ttl',
      unit: 'seconds',
      min: 0.5,
      max: 300,
      maxReason: 'maxStalenessSeconds of route product',
      integer: false,
      subject: { cache: 'products' },
      routes: ['/product/:id'],
      split: 'keys',
      settleMs: 1000,
    },
    {
      ...common(NAMES.capacity),
      kind: 'capacity',
      unit: 'entries',
      min: 1,
      max: 100_000,
      integer: true,
      subject: { cache: 'products' },
      routes: ['/product/:id'],
      split: 'keys',
      settleMs: 3000,
    },
    {
      ...common(NAMES.pool),
      kind: 'pool_size',
      unit: 'connections',
      min: 1,
      max: 100,
      sharedMax: 100,
      integer: true,
      subject: { pool: 'main' },
      routes: [],
      split: 'blocks',
      settleMs: 300,
    },
  ];
}
