import type { Cache } from '@growth-engine/collector';
import type { RequestHandler } from 'express';
import type { Pool } from 'pg';

export interface ProductPage {
  readonly product: unknown;
  readonly sales: readonly unknown[];
  readonly related: readonly unknown[];
}

/** The warehouse keeps its own books, behind a foreign table: asking it takes a while and costs us nothing. */
const PRODUCT_SQL = `
select p.id, p.name, p.description, p.category, p.price_cents, warehouse.hours_to_ship
from shop.products p, (select 24 as hours_to_ship from pg_sleep(0.032)) warehouse where p.id = $1`;

/** How it and a few others of its category sell, and to how many people. */
const SALES_SQL = `
select i.product_id as id, sum(i.quantity)::int as sold, count(distinct o.customer_id)::int as customers
from shop.order_items i join shop.orders o on o.id = i.order_id
where i.product_id = any ($2 || array(select id from shop.products where category = $1 order by id limit 8))
group by 1 order by 2 desc`;

const RELATED_SQL = `
select b.product_id as id, count(*)::int as together
from shop.order_items a join shop.order_items b on b.order_id = a.order_id and b.product_id <> a.product_id
where a.product_id = $1 group by 1 order by 2 desc, 1 limit 6`;

async function load(pool: Pool, id: number): Promise<ProductPage | undefined> {
  const { rows } = await pool.query<{ category: number }>(PRODUCT_SQL, [id]);
  const [found] = rows;
  if (found === undefined) return undefined;
  const sales = await pool.query(SALES_SQL, [found.category, [id]]);
  const related = await pool.query(RELATED_SQL, [id]);
  return {
    product: found,
    sales: sales.rows as unknown[],
    related: related.rows as unknown[],
  };
}

export const product =
  (pool: Pool, pages: Cache<ProductPage | undefined>): RequestHandler<{ id: string }> =>
  async (request, response) => {
    const id = Number(request.params.id);
    if (!Number.isInteger(id) || id < 1 || id > 2_147_483_647) {
      response.status(400).json({ error: `"${request.params.id}" is no product number.` });
      return;
    }
    const page = await pages.getOrLoad(String(id), () => load(pool, id));
    if (page === undefined) response.status(404).json({ error: `There is no product ${id}.` });
    else response.json(page);
  };
