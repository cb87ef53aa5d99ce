import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startPostgres, type DemoPostgres } from '../postgres.js';
import { seed } from '../seed.js';
import { startShop, type Shop } from './shop.js';

let server: DemoPostgres;
let shop: Shop;
beforeAll(async () => {
  server = await startPostgres({ url: '' });
  await Promise.all([seed(server.url), seed(server.url)]);
  shop = await startShop({ port: 0, databaseUrl: server.url });
});
afterAll(async () => {
  await shop.close();
  await server.stop();
});

const get = async (path: string, headers: Record<string, string> = {}): Promise<{ status: number; body: unknown }> => {
  const response = await fetch(`${shop.url}${path}`, { headers });
  return { status: response.status, body: await response.json() };
};
const buy = (body: unknown): Promise<Response> =>
  fetch(`${shop.url}/checkout`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const ask = async (sql: string): Promise<unknown> => {
  const client = new pg.Client(server.url);
  await client.connect();
  const { rows } = await client.query<{ value: unknown }>(sql);
  await client.end();
  return rows[0]?.value;
};

describe('the shop', () => {
  it('has 200,000 orders, whoever filled it first', async () => {
    expect(await ask('select count(*)::int as value from shop.orders')).toBe(200_000);
    expect(await ask('select count(*)::int as value from shop.order_items')).toBe(400_000);
  });

  it('answers on every route', async () => {
    expect(await get('/dashboard?region=region-03')).toMatchObject({ status: 200, body: { region: 'region-03' } });
    expect(await get('/products/17')).toMatchObject({ status: 200, body: { product: { id: 17 } } });
    expect(await get('/search?q=lamp')).toMatchObject({ status: 200, body: { query: 'lamp' } });
    expect(await get('/search?q=a1b2&in=orders')).toMatchObject({ status: 200 });
    expect(await get('/analytics?region=region-03')).toMatchObject({ status: 200, body: { region: 'region-03' } });
  });

  it('sells, and takes from stock', async () => {
    const before = await ask('select stock as value from shop.products where id = 4000');
    const response = await buy({ customerId: 5, region: 'region-05', productIds: [4000, 4001] });
    expect(response.status).toBe(201);
    expect(await ask('select stock as value from shop.products where id = 4000')).toBe(Number(before) - 1);
  });

  it('answers a deadlock neither with an error of its own nor by selling twice', async () => {
    const orders = Number(await ask('select count(*)::int as value from shop.orders'));
    const responses = await Promise.all([
      buy({ customerId: 1, region: 'region-01', productIds: [1, 2] }),
      buy({ customerId: 2, region: 'region-02', productIds: [2, 1] }),
    ]);
    const sold = responses.filter(({ status }) => status === 201).length;
    for (const { status } of responses) expect([201, 409]).toContain(status);
    expect(Number(await ask('select count(*)::int as value from shop.orders')) - orders).toBe(sold);
  });

  it.each(['/products/0', '/products/abc', '/products/99999999999', '/search', '/search?q='])(
    'refuses %s with 400',
    async (path) => {
      expect((await get(path)).status).toBe(400);
    }
  );

  it('knows no product 123456', async () => {
    expect((await get('/products/123456')).status).toBe(404);
  });

  it.each([{}, { customerId: 1, region: 'x', productIds: [] }, { customerId: 'x', region: 'x', productIds: [1] }, []])(
    'refuses the order %j with 400',
    async (order) => {
      expect((await buy(order)).status).toBe(400);
    }
  );

  it("shows its own figures and the engine's on one page", async () => {
    const text = await (await fetch(`${shop.url}/metrics`)).text();
    expect(text).toMatch(/^shop_orders_total\{region="region-05"\} 1$/m);
    expect(text).toContain('growth_engine_db_pool_max_connections{service="shop",pool="main"} 2');
    expect(text).toContain('route="/products/:id"');
    expect(text).toContain('growth_engine_cache_capacity_entries{service="shop",cache="products"} 50');
  });
});
