/** What an operator of the shop once chose. The three numbers are planted flaws that the engine can find and turn. */
export interface ShopSettings {
  /** How long the answers of the dashboard are kept: far shorter than its readers need. */
  readonly dashboardTtlSeconds: number;
  /** Products that are kept in memory: a few hundred are popular. */
  readonly productCacheCapacity: number;
  /** Connections to the database: too few while checkouts wait for the payment provider. */
  readonly poolSize: number;
}

export const SHOP_SETTINGS: ShopSettings = { dashboardTtlSeconds: 2, productCacheCapacity: 50, poolSize: 2 };
