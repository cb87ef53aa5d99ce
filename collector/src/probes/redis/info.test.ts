import { describe, expect, it } from '@jest/globals';
import { parseRedisInfo } from './info.js';

const PRIMARY = `# Server\r
redis_version:7.0.15\r
# Clients\r
connected_clients:3\r
maxclients:10000\r
blocked_clients:1\r
# Memory\r
used_memory:1000000\r
used_memory_rss:2000000\r
maxmemory:0\r
# Persistence\r
loading:0\r
# Stats\r
total_commands_processed:77\r
rejected_connections:0\r
expired_keys:4\r
evicted_keys:2\r
keyspace_hits:10\r
keyspace_misses:5\r
# Replication\r
role:master\r
connected_slaves:2\r
slave0:ip=10.0.0.2,port=6379,state=online,offset=900,lag=1\r
slave1:ip=::1,port=6380,state=wait_bgsave,offset=0,lag=-1\r
master_repl_offset:1000\r
# Keyspace\r
db0:keys=7,expires=1,avg_ttl=0\r
db3:keys=2,expires=0,avg_ttl=0\r
`;

describe('INFO', () => {
  it('of a primary is read in base units', () => {
    expect(parseRedisInfo(PRIMARY)).toEqual({
      usedBytes: 1_000_000,
      maxBytes: undefined,
      residentBytes: 2_000_000,
      hits: 10,
      misses: 5,
      evicted: 2,
      expired: 4,
      keys: 9,
      commands: 77,
      clients: 3,
      blockedClients: 1,
      maxClients: 10_000,
      rejectedConnections: 0,
      connectedReplicas: 2,
      replicas: [
        { name: '10.0.0.2:6379', lagSeconds: 1, lagBytes: 100 },
        { name: '::1:6380', lagSeconds: undefined, lagBytes: 1000 },
      ],
      isPrimaryLinkUp: undefined,
      primarySilenceSeconds: undefined,
      isLoading: false,
    });
  });

  it('of a replica tells its link, and nothing of a primary that it has never heard', () => {
    const replica = 'used_memory:1\nrole:slave\nmaster_link_status:up\nmaster_last_io_seconds_ago:3\n';
    expect(parseRedisInfo(replica)).toMatchObject({ isPrimaryLinkUp: true, primarySilenceSeconds: 3 });
    expect(parseRedisInfo(replica.replace(':up', ':down').replace(':3', ':-1'))).toMatchObject({
      isPrimaryLinkUp: false,
      primarySilenceSeconds: undefined,
    });
  });

  it('that lacks a number leaves that one out; without used_memory it is no INFO', () => {
    const { hits, clients, keys } = parseRedisInfo('used_memory:1\nkeyspace_hits:many\n');
    expect({ hits, clients, keys }).toEqual({ hits: undefined, clients: undefined, keys: 0 });
    expect(() => parseRedisInfo('hello')).toThrow('no number used_memory');
  });
});
