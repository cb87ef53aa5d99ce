export interface RedisReplica {
  /** `host:port`, as the primary knows it. */
  readonly name: string;
  /** Seconds since it last acknowledged. */
  readonly lagSeconds: number | undefined;
  readonly lagBytes: number | undefined;
}

/** What INFO tells, in base units; undefined where the server (its version, its operator) does not tell it. */
export interface RedisInfo {
  readonly usedBytes: number;
  /** Undefined without a limit. */
  readonly maxBytes: number | undefined;
  readonly residentBytes: number | undefined;
  readonly hits: number | undefined;
  readonly misses: number | undefined;
  readonly evicted: number | undefined;
  readonly expired: number | undefined;
  readonly keys: number;
  readonly commands: number | undefined;
  readonly clients: number | undefined;
  readonly blockedClients: number | undefined;
  readonly maxClients: number | undefined;
  readonly rejectedConnections: number | undefined;
  readonly connectedReplicas: number | undefined;
  readonly replicas: readonly RedisReplica[];
  /** Of a replica alone. */
  readonly isPrimaryLinkUp: boolean | undefined;
  /** Of a replica that has ever heard its primary. */
  readonly primarySilenceSeconds: number | undefined;
  readonly isLoading: boolean;
}

const NUMBER = /^-?\d{1,20}(\.\d{1,20})?$/;
const numberOf = (text: string | undefined): number | undefined =>
  text !== undefined && NUMBER.test(text) ? Number(text) : undefined;
const atLeastZero = (value: number | undefined): number | undefined =>
  value === undefined || value < 0 ? undefined : value;

/** `ip=127.0.0.1,port=6380,lag=1` */
const pairsOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split(',').flatMap((pair): [string, string][] => {
      const at = pair.indexOf('=');
      return at === -1 ? [] : [[pair.slice(0, at), pair.slice(at + 1)]];
    })
  );

/** Sections, empty lines and what is no pair are passed over. */
function fieldsOf(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const at = line.indexOf(':');
    if (at > 0 && !line.startsWith('#')) fields.set(line.slice(0, at), line.slice(at + 1));
  }
  return fields;
}

function replicasOf(fields: ReadonlyMap<string, string>, writtenBytes: number | undefined): readonly RedisReplica[] {
  const replicas = new Map<string, RedisReplica>();
  for (const [key, value] of fields) {
    if (!/^slave\d+$/.test(key)) continue;
    const pairs = pairsOf(value);
    const [ip, port] = [pairs.get('ip'), pairs.get('port')];
    if (ip === undefined || port === undefined) continue;
    const offset = numberOf(pairs.get('offset'));
    const name = `${ip}:${port}`;
    replicas.set(name, {
      name,
      // −1: not acknowledged yet.
      lagSeconds: atLeastZero(numberOf(pairs.get('lag'))),
      // Read at one moment, but a replica's answer can be on its way: never below 0.
      lagBytes: writtenBytes === undefined || offset === undefined ? undefined : Math.max(0, writtenBytes - offset),
    });
  }
  return [...replicas.values()];
}

function keysOf(fields: ReadonlyMap<string, string>): number {
  let keys = 0;
  for (const [key, value] of fields) {
    if (/^db\d+$/.test(key)) keys += atLeastZero(numberOf(pairsOf(value).get('keys'))) ?? 0;
  }
  return keys;
}

/**
 * The answer of INFO (redis.io/commands/info; Valkey's is alike). @throws Error when it is not one: a proxy that answers
 * something else must not look like a server without load.
 */
export function parseRedisInfo(text: string): RedisInfo {
  const fields = fieldsOf(text);
  const number = (name: string): number | undefined => numberOf(fields.get(name));
  const usedBytes = number('used_memory');
  if (usedBytes === undefined)
    throw new Error('its INFO has no number used_memory. Check that this is Redis or Valkey.');
  const link = fields.get('master_link_status');
  const maxBytes = number('maxmemory');
  return {
    usedBytes,
    maxBytes: maxBytes === 0 ? undefined : maxBytes,
    residentBytes: number('used_memory_rss'),
    hits: number('keyspace_hits'),
    misses: number('keyspace_misses'),
    evicted: number('evicted_keys'),
    expired: number('expired_keys'),
    keys: keysOf(fields),
    commands: number('total_commands_processed'),
    clients: number('connected_clients'),
    blockedClients: number('blocked_clients'),
    maxClients: number('maxclients'),
    rejectedConnections: number('rejected_connections'),
    connectedReplicas: number('connected_slaves'),
    replicas: replicasOf(fields, number('master_repl_offset')),
    isPrimaryLinkUp: link === undefined ? undefined : link === 'up',
    primarySilenceSeconds: link === undefined ? undefined : atLeastZero(number('master_last_io_seconds_ago')),
    isLoading: fields.get('loading') === '1',
  };
}
