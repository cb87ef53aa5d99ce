import { describe, expect, it } from '@jest/globals';
import { parseServerStatistics } from './server-statistics.js';

const ROW = {
  deadlocks: 1,
  committed: 20,
  rolled_back: 3,
  blocks_hit: 400,
  blocks_read: 5,
  temp_bytes: 0,
  max_connections: 97,
  may_read_all: true,
  connections: { active: 2, idle_in_transaction_aborted: 1 },
};

describe('the statistics of a server', () => {
  it('have the usual states even when nobody is in them', () => {
    expect(parseServerStatistics(ROW)).toMatchObject({
      connections: { active: 2, idle: 0, idle_in_transaction: 0, idle_in_transaction_aborted: 1 },
      maxConnections: 97,
      committed: 20,
      mayReadAll: true,
    });
  });

  it('are refused, with the column, when a number is missing', () => {
    expect(() => parseServerStatistics({ ...ROW, deadlocks: null })).toThrow('deadlocks');
  });
});
