import type { RequestHandler } from 'express';
import { DatabaseError, type Pool, type PoolClient } from 'pg';
import type { ShopMetrics } from './metrics.js';
import { transaction } from './transaction.js';

interface Order {
  readonly customerId: number;
  readonly region: string;
  readonly productIds: readonly number[];
}

const isId = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) > 0 && Number(value) < 2 ** 31;

function parseOrder(body: unknown): Order | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { customerId, region, productIds } = body as Readonly<Record<string, unknown>>;
  if (!isId(customerId) || typeof region !== 'string') return undefined;
  if (!Array.isArray(productIds) || productIds.length === 0 || productIds.length > 20 || !productIds.every(isId))
    return undefined;
  return { customerId, region, productIds };
}

/** Takes from stock, and waits for the payment provider to reserve the amount while the row stays locked. */
const TAKE_SQL = 'update shop.products set stock = stock - 1 where id = $1 returning price_cents';
const RESERVE_SQL = 'select pg_sleep(0.028)';
const ORDER_SQL = `
insert into shop.orders (customer_id, region, placed_at, note, total_cents) values ($1, $2, now(), 'Ordered online', $3)
returning id`;
const ITEM_SQL = 'insert into shop.order_items (order_id, product_id, quantity, price_cents) values ($1, $2, 1, $3)';

/** Locks products in the order in which they lie in the basket: two baskets can lock each other out. */
async function place(client: PoolClient, order: Order): Promise<{ id: number; totalCents: number }> {
  const items: { productId: number; priceCents: number }[] = [];
  for (const productId of order.productIds) {
    const { rows } = await client.query<{ price_cents: number }>(TAKE_SQL, [productId]);
    if (rows[0] === undefined) continue;
    items.push({ productId, priceCents: rows[0].price_cents });
    await client.query(RESERVE_SQL);
  }
  const totalCents = items.reduce((sum, { priceCents }) => sum + priceCents, 0);
  const { rows } = await client.query<{ id: number }>(ORDER_SQL, [order.customerId, order.region, totalCents]);
  const id = rows[0]?.id ?? 0;
  for (const { productId, priceCents } of items) await client.query(ITEM_SQL, [id, productId, priceCents]);
  return { id, totalCents };
}

export const checkout =
  (pool: Pool, metrics: ShopMetrics, random: () => number): RequestHandler =>
  async (request, response) => {
    const order = parseOrder(request.body);
    if (order === undefined) {
      response.status(400).json({ error: 'Send {"customerId", "region", "productIds": [1 to 20 numbers]}.' });
      return;
    }
    try {
      const placed = await transaction(pool, (client) => place(client, order), {
        onRetry: () => metrics.checkoutRetries.inc(),
        pauseMs: () => 10 + 40 * random(),
      });
      metrics.orders.inc({ region: order.region });
      metrics.revenue.inc({ region: order.region }, placed.totalCents / 100);
      response.status(201).json(placed);
    } catch (error) {
      if (!(error instanceof DatabaseError && error.code === '40P01')) throw error;
      response.status(409).json({ error: 'Somebody else is buying the same things just now. Please try again.' });
    }
  };
