import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { METRICS, silentLog, systemClock } from '../../contract/index.js';
import { createInstruments } from '../../instruments/instruments.js';
import { collectText } from '../../instruments/testing/collect-text.js';
import { LogLines } from '../../instruments/testing/log-lines.js';
import { createProbeRegistry } from '../registry.js';
import { startRedis } from '../testing/redis-server.js';
import { freePort, lacks, type ServerProcess } from '../testing/server-process.js';
import type { Probe } from '../types.js';
import { redisProbe } from './index.js';

const SECRET = 's3cret/of:us@two';
const lacking = lacks('redis-server', 'redis-server');
if (lacking !== undefined) process.stderr.write(`The Redis probe is not tried on a real server: ${lacking}.\n`);

const never = (): AbortSignal => AbortSignal.timeout(20_000);
const folder = mkdtempSync(join(tmpdir(), 'redis-probe-'));
const servers: ServerProcess[] = [];
const redisServer = async (port: number, ...args: string[]): Promise<ServerProcess> => {
  const server = await startRedis({ port, args: ['--dir', folder, ...args] });
  servers.push(server);
  return server;
};

let probe: Probe;
let instruments = createInstruments();
const probing = (url: string): Probe => {
  instruments = createInstruments();
  probe = redisProbe({ name: 'sessions', url, instruments, clock: systemClock });
  return probe;
};
const read = async (metric: { readonly name: string }, more = ''): Promise<number | undefined> => {
  const text = await collectText(instruments);
  const line = text.split('\n').find((each) => each.startsWith(`${metric.name}{server="sessions"${more}`));
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ')));
};
const ownSeries = async (): Promise<string[]> =>
  (await collectText(instruments)).split('\n').filter((line) => line.includes('server="sessions"'));

afterEach(() => probe.close?.());
afterAll(async () => {
  for (const server of servers) {
    server.wake();
    await server.kill();
  }
  rmSync(folder, { recursive: true, force: true });
});

(lacking === undefined ? describe : describe.skip)('the probe of a Redis server', () => {
  let port = 0;
  let url = '';
  let client: Redis;
  beforeAll(async () => {
    port = await freePort();
    await redisServer(port, '--requirepass', SECRET, '--maxmemory', '64mb', '--maxclients', '50');
    url = `redis://:${encodeURIComponent(SECRET)}@127.0.0.1:${port}`;
    client = new Redis({ host: '127.0.0.1', port, password: SECRET });
  });
  afterAll(() => client.disconnect());

  it('says nothing before it was asked', async () => {
    probing(url);
    expect(await ownSeries()).toEqual([]);
  });

  it('brings what INFO and PING tell', async () => {
    await client.mset('a', 1, 'b', 2);
    await client.get('a');
    await client.get('nothing');
    expect(await probing(url).collect(never())).toBe('ok');
    expect(await read(METRICS.redis_up)).toBe(1);
    expect(await read(METRICS.redis_ping_duration_seconds)).toBeGreaterThan(0);
    expect(await read(METRICS.redis_memory_used_bytes)).toBeGreaterThan(500_000);
    expect(await read(METRICS.redis_memory_resident_bytes)).toBeGreaterThan(500_000);
    expect(await read(METRICS.redis_memory_max_bytes)).toBe(64 * 1024 * 1024);
    expect(await read(METRICS.redis_keyspace_hits_total)).toBe(1);
    expect(await read(METRICS.redis_keyspace_misses_total)).toBe(1);
    expect(await read(METRICS.redis_evicted_keys_total)).toBe(0);
    expect(await read(METRICS.redis_expired_keys_total)).toBe(0);
    expect(await read(METRICS.redis_keys)).toBe(2);
    expect(await read(METRICS.redis_commands_processed_total)).toBeGreaterThan(3);
    expect(await read(METRICS.redis_connected_clients)).toBe(2);
    expect(await read(METRICS.redis_blocked_clients)).toBe(0);
    expect(await read(METRICS.redis_max_clients)).toBe(50);
    expect(await read(METRICS.redis_rejected_connections_total)).toBe(0);
    expect(await read(METRICS.redis_connected_replicas)).toBe(0);
    expect(await read(METRICS.redis_primary_link_up)).toBeUndefined();
  });

  it('counts keys that had to go', async () => {
    const before = (await client.config('GET', 'maxmemory')) as string[];
    await client.config('SET', 'maxmemory-policy', 'allkeys-random');
    await client.config('SET', 'maxmemory', '1500kb');
    for (let index = 0; index < 100; index += 1) await client.set(`key-${index}`, 'x'.repeat(20_000));
    await client.config('SET', 'maxmemory', before[1] ?? '0');
    await probing(url).collect(never());
    expect(await read(METRICS.redis_evicted_keys_total)).toBeGreaterThan(0);
  });

  it('keeps one connection, however often it asks, and none after it is closed', async () => {
    probing(url);
    for (let times = 0; times < 5; times += 1) await probe.collect(never());
    expect(await read(METRICS.redis_connected_clients)).toBe(2);
    await probe.close?.();
    await expect(probe.collect(never())).rejects.toThrow('closed');
    for (let tries = 0; tries < 100 && !(await client.info('clients')).includes('connected_clients:1\r'); tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await client.info('clients')).toContain('connected_clients:1\r');
    expect(await ownSeries()).toEqual([]);
  });

  it.each([
    ['without a password', () => `redis://127.0.0.1:${port}`, /wants a password/],
    ['with a wrong one', () => `redis://:hunter2@127.0.0.1:${port}`, /refused user or password/],
    // It waits for the end of what it takes for a command.
    ['with TLS where there is none', () => url.replace('redis://', 'rediss://'), /ran out of time/],
    ['where nothing listens', () => `redis://:hunter2@127.0.0.1:1`, /nothing listens.*ECONNREFUSED/],
    ['at a host that does not exist', () => `redis://:hunter2@no-such-host.invalid`, /host name/],
  ])('says what is wrong %s, without a secret anywhere', async (_, address, words) => {
    const log = new LogLines();
    const registry = createProbeRegistry({
      instruments: createInstruments(),
      clock: systemClock,
      log,
      deadlineMs: 2000,
    });
    registry.add(probing(address()));
    await registry.collect(never());
    expect(registry.status()['redis_sessions']).toMatch(words);
    expect(await ownSeries()).toEqual([`${METRICS.redis_up.name}{server="sessions"} 0`]);
    const everything = JSON.stringify([log, registry.status()]) + (await collectText(instruments));
    for (const secret of [SECRET, encodeURIComponent(SECRET), 'hunter2']) expect(everything).not.toContain(secret);
    await registry.close();
  });

  it('asks as a user of the access list, and says which permission that one lacks', async () => {
    await client.call('ACL', 'SETUSER', 'probe', 'on', '>pass', '+ping');
    probing(`redis://probe:pass@127.0.0.1:${port}`);
    await expect(probe.collect(never())).rejects.toThrow('ACL SETUSER');
    await client.call('ACL', 'SETUSER', 'probe', '+info');
    expect(await probe.collect(never())).toBe('ok');
  });

  it('sees the lag of a replica from both sides', async () => {
    const replicaPort = await freePort();
    await redisServer(replicaPort, '--replicaof', `127.0.0.1 ${port}`, '--masterauth', SECRET);
    const isOnline = async (): Promise<boolean> => (await client.info('replication')).includes('state=online');
    for (let tries = 0; tries < 300 && !(await isOnline()); tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    await probing(url).collect(never());
    expect(await read(METRICS.redis_connected_replicas)).toBe(1);
    expect(await read(METRICS.redis_replica_lag_seconds, `,replica="127.0.0.1:${replicaPort}"`)).toBeLessThan(10);
    expect(await read(METRICS.redis_replica_lag_bytes, `,replica="127.0.0.1:${replicaPort}"`)).toBeGreaterThanOrEqual(
      0
    );
    await probe.close?.();
    await probing(`redis://127.0.0.1:${replicaPort}`).collect(never());
    expect(await read(METRICS.redis_primary_link_up)).toBe(1);
    expect(await read(METRICS.redis_primary_silence_seconds)).toBeLessThan(10);
  });
});

(lacking === undefined ? describe : describe.skip)('a Redis server that fails', () => {
  it('hangs: it costs its deadline and nothing else, and its numbers come again when it does', async () => {
    const port = await freePort();
    const server = await redisServer(port);
    probing(`redis://127.0.0.1:${port}`);
    expect(await probe.collect(never())).toBe('ok');
    server.hang();
    const registry = createProbeRegistry({ instruments, clock: systemClock, log: silentLog, deadlineMs: 300 });
    registry.add(probe);
    await registry.collect(never());
    expect(registry.status()['redis_sessions']).toMatch(/ran out of time after 0\.\d s/);
    expect(await ownSeries()).toEqual([`${METRICS.redis_up.name}{server="sessions"} 0`]);
    expect(await collectText(instruments)).toContain(`${METRICS.probe_success.name}{probe="redis_sessions"} 0\n`);
    // The kernel still accepts the connection of a process that is stopped.
    await registry.collect(never());
    expect(registry.status()['redis_sessions']).toMatch(/ran out of time/);
    server.wake();
    await registry.collect(never());
    expect(registry.status()['redis_sessions']).toBe('ok');
    expect(await read(METRICS.redis_up)).toBe(1);
    await registry.close();
  });

  it('is killed: its numbers end, and come again when it is started again', async () => {
    const port = await freePort();
    const server = await redisServer(port);
    probing(`redis://127.0.0.1:${port}`);
    await probe.collect(never());
    await server.kill();
    await expect(probe.collect(never())).rejects.toThrow(/^Redis: .*\. .*\.$/);
    expect(await ownSeries()).toEqual([`${METRICS.redis_up.name}{server="sessions"} 0`]);
    await redisServer(port);
    expect(await probe.collect(never())).toBe('ok');
    expect(await read(METRICS.redis_up)).toBe(1);
  });
});

(lacking === undefined && lacks('openssl', 'openssl') === undefined ? describe : describe.skip)('with TLS', () => {
  it('refuses a certificate that nobody vouches for, and says so', async () => {
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const made = spawnSync('openssl', [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-keyout', key, '-out', certificate],
      ...subject,
    ]);
    expect(made.status).toBe(0);
    const port = await freePort();
    const tls = ['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-ca-cert-file', certificate];
    await redisServer(await freePort(), '--tls-port', String(port), ...tls, '--tls-auth-clients', 'no');
    await expect(probing(`rediss://localhost:${port}`).collect(never())).rejects.toThrow('certificate is not trusted');
    // As NODE_EXTRA_CA_CERTS gives the authority to a process.
    const script = `
      const { redisProbe } = await import('./index.ts');
      const { createInstruments } = await import('../../instruments/instruments.ts');
      const { systemClock } = await import('../../contract/index.ts');
      const probe = redisProbe({ name: 'x', url: 'rediss://localhost:${port}', instruments: createInstruments(), clock: systemClock });
      console.log(await probe.collect(AbortSignal.timeout(15000)));
      await probe.close();`;
    const trusting = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      cwd: new URL('.', import.meta.url),
      env: { ...process.env, NODE_EXTRA_CA_CERTS: certificate },
      encoding: 'utf8',
    });
    expect({ out: trusting.stdout, err: trusting.status === 0 ? '' : trusting.stderr }).toEqual({
      out: 'ok\n',
      err: '',
    });
  });
});

describe('something that is not Redis', () => {
  const sockets: Socket[] = [];
  let server: Server | undefined;
  const answering = async (bytes: string): Promise<string> => {
    server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => {});
      socket.on('data', () => socket.write(bytes));
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    return `redis://:${encodeURIComponent(SECRET)}@127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server?.close();
  });

  it.each([
    ['HTTP/1.1 400 Bad Request\r\n\r\n', /no answer of Redis/],
    ['+OK\r\n+OK\r\n', /nobody asked for|used_memory/],
    ['$5\r\nhello\r\n', /used_memory/],
    // Redis quotes what it does not understand: with AUTH renamed, the password.
    [`-ERR unknown command 'AUTH', with args beginning with: '${SECRET}'\r\n`, /refused the password/],
  ])('that says %j is told apart, and what it says is not repeated', async (bytes, words) => {
    const error = await probing(await answering(bytes))
      .collect(never())
      .then(
        () => new Error('it was taken for Redis'),
        (reason: unknown) => reason as Error
      );
    expect(error.message).toMatch(words);
    expect(`${error.stack ?? ''} ${String(error.cause)}`).not.toContain(SECRET);
  });
});
