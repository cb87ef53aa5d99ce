import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { SCHEMA_SQL, FILL_SQL, SEED_LOCK, VERSION } from './seed/sql.js';

const TABLE_MISSING = '42P01';

/** Whether the shop's data is there, complete, and of this version. */
async function isSeeded(client: pg.Client): Promise<boolean> {
  try {
    const { rows } = await client.query<{ version: number }>('select version from shop.seed');
    return rows[0]?.version === VERSION;
  } catch (error) {
    if (error instanceof pg.DatabaseError && (error.code === TABLE_MISSING || error.code === '3F000')) return false;
    throw error;
  }
}

/**
 * Creates the shop's schema and fills it, always with the same rows, unless that has been done. Safe to call from several
 * processes at once: one does it, the others wait.
 */
export async function seed(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    if (await isSeeded(client)) return;
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [SEED_LOCK]);
    // A failed statement would end the transaction, so ask the catalogue this time.
    const { rows } = await client.query("select to_regclass('shop.seed') is not null as there");
    const isThere = (rows[0] as { there: boolean } | undefined)?.there === true;
    if (!(isThere && (await isSeeded(client)))) {
      await client.query(SCHEMA_SQL);
      await client.query(FILL_SQL);
    }
    await client.query('commit');
    await client.query('analyze shop.customers, shop.products, shop.orders, shop.order_items');
  } finally {
    await client.end();
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const url = process.env['DATABASE_URL'];
  if (url === undefined) {
    console.error('DATABASE_URL is not set. Set it to postgresql://user:password@host:5432/name.');
    process.exit(2);
  }
  await seed(url);
}
