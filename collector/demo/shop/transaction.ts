import type { Pool, PoolClient } from 'pg';
import { DatabaseError } from 'pg';

/** SQLSTATEs after which the whole transaction may simply be run again. */
const RETRYABLE = new Set(['40P01', '40001']);

export interface TransactionOptions {
  /** Runs at most, 3 by default. */
  readonly attempts?: number;
  readonly onRetry: () => void;
  /** Milliseconds to wait before the next run. */
  readonly pauseMs: () => number;
}

const isRetryable = (error: unknown): boolean => error instanceof DatabaseError && RETRYABLE.has(error.code ?? '');

async function once<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => {
      // The connection is gone, and the transaction with it: the pool shall not lend it again.
      broken = true;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Runs `work` in a transaction, again if PostgreSQL ended it in favour of another. Rejects with the last error. */
export async function transaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  options: TransactionOptions
): Promise<T> {
  const attempts = options.attempts ?? 3;
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(pool, work);
    } catch (error) {
      if (!isRetryable(error) || attempt >= attempts) throw error;
      options.onRetry();
      await new Promise((resolve) => setTimeout(resolve, options.pauseMs()));
    }
  }
}
