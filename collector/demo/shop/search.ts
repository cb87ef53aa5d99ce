import type { RequestHandler } from 'express';
import type { Pool } from 'pg';

/** No index can serve a pattern that begins with %: every product is read. */
const PRODUCTS_SQL = `
select id, name, price_cents from shop.products
where name ilike $1 or description ilike $1 order by name limit 20`;

/** What support uses: puts every order that there ever was together with its customer and its products. Slow. */
const ORDERS_SQL = `
select o.id, o.placed_at, o.note, c.name as customer, p.name as product
from shop.orders o join shop.customers c on c.id = o.customer_id
join shop.order_items i on i.order_id = o.id join shop.products p on p.id = i.product_id
where concat_ws(' ', o.note, c.name, c.email, p.name) ilike $1 order by o.placed_at desc limit 20`;

export const search =
  (pool: Pool): RequestHandler =>
  async (request, response) => {
    const query = typeof request.query['q'] === 'string' ? request.query['q'].trim().toLowerCase() : '';
    if (query === '') {
      response.status(400).json({ error: 'Say what to search for: ?q=lamp' });
      return;
    }
    const pattern = `%${query.replaceAll(/[\\%_]/g, '\\$&')}%`;
    const isOrders = request.query['in'] === 'orders';
    const { rows } = await pool.query(isOrders ? ORDERS_SQL : PRODUCTS_SQL, [pattern]);
    response.json({ query, results: rows as unknown[] });
  };
