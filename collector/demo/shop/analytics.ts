import type { RequestHandler } from 'express';
import type { Pool } from 'pg';

/** Every column and every row of a week, to be added up by whoever asked. */
const EXPORT_SQL = `select * from shop.orders where region = $1 and placed_at > now() - interval '7 days'`;

export const analytics =
  (pool: Pool): RequestHandler =>
  async (request, response) => {
    const region = typeof request.query['region'] === 'string' ? request.query['region'] : 'region-00';
    const { rows } = await pool.query(EXPORT_SQL, [region]);
    response.json({ region, orders: rows as unknown[] });
  };
