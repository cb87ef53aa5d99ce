import { Counter, Registry } from 'prom-client';

/** The shop's own figures, in a registry of its own, as many applications have them. */
export interface ShopMetrics {
  readonly registry: Registry;
  readonly orders: Counter<'region'>;
  readonly revenue: Counter<'region'>;
  readonly checkoutRetries: Counter;
}

export function createShopMetrics(): ShopMetrics {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    orders: new Counter({ name: 'shop_orders_total', help: 'Orders placed.', labelNames: ['region'], registers }),
    revenue: new Counter({
      name: 'shop_revenue_euros_total',
      help: 'Revenue of the orders placed.',
      labelNames: ['region'],
      registers,
    }),
    checkoutRetries: new Counter({
      name: 'shop_checkout_retries_total',
      help: 'Checkouts run again because their transaction had lost a deadlock.',
      registers,
    }),
  };
}
