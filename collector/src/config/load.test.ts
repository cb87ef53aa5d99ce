import { describe, expect, it } from '@jest/globals';
import { DEFAULT_TARGETS, DEFAULT_THRESHOLDS } from '../contract/index.js';
import { ConfigError } from './errors.js';
import { loadCollectorConfig } from './load.js';
import { loopTimingOf } from './loop-schema.js';
import { ENVIRONMENT_VARIABLES } from './environment-variables.js';

const load = (text: string, env: NodeJS.ProcessEnv = {}) =>
  loadCollectorConfig({ file: 'collector.yaml', env, readFile: () => text });

function issuesOf(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error.issues.map((issue) => issue.message);
    throw error;
  }
  throw new Error('no ConfigError was thrown');
}

describe('the collector’s configuration', () => {
  it('stands at SPEC.md’s defaults when nothing is said', () => {
    const config = loadCollectorConfig({ env: {} });
    expect(config.listen).toEqual({ host: '127.0.0.1', port: 19464 });
    expect(config.targets).toEqual(DEFAULT_TARGETS);
    expect(config.thresholds).toEqual(DEFAULT_THRESHOLDS);
    expect(config.mode).toBe('propose');
    expect(loopTimingOf(config.loop)).toEqual({
      intervalMs: 300_000,
      windowMs: 60_000,
      judgeMs: 600_000,
      blockMs: 5000,
      planTtlMs: 600_000,
      coolDownMs: 1_800_000,
      thresholdHoldMs: 60_000,
      minRequests: 100,
      leaseMs: 5000,
      crashWindowMs: 600_000,
      baselineMs: 30_000,
      disconnectedMs: 10_000,
      historyMs: 900_000,
    });
  });

  it('lets the environment win over the file and the command line over both', () => {
    const text = 'listen: { port: 1000 }\nmode: observe\n';
    const env = { GROWTH_ENGINE_LISTEN_PORT: '2000', GROWTH_ENGINE_MODE: 'apply' };
    expect(load(text).listen.port).toBe(1000);
    expect(load(text, env).listen.port).toBe(2000);
    expect(load(text, env).mode).toBe('apply');
    const flags = [{ path: ['listen', 'port'], value: 3000, flag: '--port' }];
    expect(loadCollectorConfig({ file: 'x', env, readFile: () => text, flags }).listen).toEqual({
      host: '127.0.0.1',
      port: 3000,
    });
  });

  it('reads JSON as well as YAML, and an empty file', () => {
    expect(load('{"targets": {"response_time": 0.25}}').targets.response_time).toBe(0.25);
    expect(load('').listen.port).toBe(19464);
  });

  it('keeps what is said for one service apart', () => {
    const { services } = load('services: { shop: { targets: { response_time: 0.1 }, mode: apply } }');
    expect(services).toEqual({ shop: { targets: { response_time: 0.1 }, thresholds: {}, mode: 'apply' } });
  });

  it.each([
    ['listen: { port: 70000 }', 'listen.port is 70000; it must be a whole port number between 0 and 65535.'],
    ['listen: { port: "80" }', 'listen.port is "80"; it must be a whole port number between 0 and 65535.'],
    [
      'targets: { response_time: -1 }',
      'targets.response_time is -1; it must be a number of seconds between 0.001 and 600.',
    ],
    ['targets: { responseTime: 1 }', 'targets.responseTime is not a known key; did you mean response_time?'],
    ['target: {}', 'target is not a known key; did you mean targets?'],
    ['mode: auto', 'mode is "auto"; it must be one of observe, propose, apply.'],
    [
      'databases: [{ name: main }]',
      'databases[0].url is missing; it must be a connection URL, beginning with postgres:// or postgresql://.',
    ],
    [
      'grafana: { keysUrl: "https://g/keys" }',
      'grafana is {"keysUrl":"https://g/keys"}; it must have both keysUrl and issuer, or neither.',
    ],
    [
      'services: { "": {} }',
      'services.: the key "" must be the name of a service: 1 to 128 letters, digits, dots, colons, hyphens and underscores, beginning with a letter or digit.',
    ],
    [
      'services: { shop: { targets: { throughput: lots } } }',
      'services.shop.targets.throughput is "lots"; it must be a number of requests per second between 0 and 1000000.',
    ],
    ['listen: 8080', 'listen is 8080; it must be an object with the keys host, port.'],
    ['- a', 'The document is ["a"]; it must be an object with the keys'],
  ])('refuses %s in one sentence', (text, message) => {
    expect(issuesOf(() => load(text))).toEqual([expect.stringContaining(message)]);
  });

  it('names every problem at once, and the variable that a value came from', () => {
    const env = { GROWTH_ENGINE_LISTEN_PORT: 'http' };
    expect(issuesOf(() => load('mode: x', env))).toEqual([
      'listen.port is "http" (from GROWTH_ENGINE_LISTEN_PORT); it must be a whole port number between 0 and 65535.',
      'mode is "x"; it must be one of observe, propose, apply.',
    ]);
  });

  it('never shows a secret', () => {
    const [database, token] = issuesOf(() =>
      load('tokens: { agent: "hunter2" }\ndatabases: [{ name: a, url: "mysql://u:hunter2@h" }]')
    );
    expect(`${database} ${token}`).not.toContain('hunter2');
    expect(
      issuesOf(() => load('', { GROWTH_ENGINE_DATABASES: '[{"url":"postgres://u:hunter2@h"' })).join()
    ).not.toContain('hunter2');
  });

  it.each([
    [
      'redis: [{ name: a, url: "http://h" }]',
      'it must be the URL of a Redis server, beginning with redis:// or rediss://.',
    ],
    ['redis: [{ name: a, url: "redis://:hunter2@" }]', 'it must be'],
    ['redis: [{ name: a, url: "redis://:hunter2%@h" }]', 'special characters of the password as %40.'],
    [
      'pgbouncers: [{ name: a, url: "postgres://u:hunter2@h:6432/shop" }]',
      'postgresql://user:password@host:6432/pgbouncer.',
    ],
    ['pgbouncers: [{ name: a, url: "mysql://u:hunter2@h/pgbouncer" }]', 'beginning with postgres:// or postgresql://.'],
  ])('says what is wrong with %s, without its secret', (text, right) => {
    const [message = ''] = issuesOf(() => load(text));
    expect(message).toMatch(/^(redis|pgbouncers)\[0\]\.url is set to a value that is not shown; it must /);
    expect(message).toContain(right);
    expect(message).not.toContain('hunter2');
  });

  it('takes Redis servers and PgBouncers, from the environment too, and tells their probes apart by name', () => {
    const redis = [{ name: 'sessions', url: 'rediss://probe:p%40ss@cache.internal:6380/0' }];
    const pgbouncers = [{ name: 'edge', url: 'postgresql://stats:x@127.0.0.1:6432/pgbouncer?sslmode=verify-full' }];
    expect(load(JSON.stringify({ redis, pgbouncers }))).toMatchObject({ redis, pgbouncers });
    expect(load('', { GROWTH_ENGINE_REDIS: JSON.stringify(redis) }).redis).toEqual(redis);
    const [message] = issuesOf(() => load('redis: [{ name: a-b, url: "redis://h" }, { name: A_b, url: "redis://h" }]'));
    expect(message).toContain('must not name a Redis server twice');
  });

  it('says where a file is not valid', () => {
    expect(issuesOf(() => load('listen: {\n  port'))[0]).toMatch(/not valid YAML or JSON: .*line 2/);
    expect(issuesOf(() => loadCollectorConfig({ file: '/nowhere/collector.yaml', env: {} }))).toEqual([
      'The file does not exist; check its path.',
    ]);
  });
});

describe('environment variables', () => {
  it('are one table made from the schema, each name once', () => {
    const names = ENVIRONMENT_VARIABLES.map((variable) => variable.name);
    expect(names).toEqual(
      expect.arrayContaining([
        'GROWTH_ENGINE_STATE_DIR',
        'GROWTH_ENGINE_READ_TOKEN',
        'GROWTH_ENGINE_TARGETS_RESPONSE_TIME',
      ])
    );
    expect(new Set(names).size).toBe(names.length);
    expect(
      ENVIRONMENT_VARIABLES.filter((variable) => variable.description === '').map((variable) => variable.name)
    ).toEqual([]);
  });

  it('take lists with commas and structures as JSON', () => {
    const config = load('', {
      GROWTH_ENGINE_ALLOWED_HOSTS: 'collector, collector.internal',
      GROWTH_ENGINE_PEERS: '[{"name":"db","host":"db.internal","port":5432}]',
    });
    expect(config.allowedHosts).toEqual(['collector', 'collector.internal']);
    expect(config.peers).toEqual([{ name: 'db', host: 'db.internal', port: 5432 }]);
  });

  it('are refused when they are nearly right, and left alone when they are Kubernetes’', () => {
    expect(issuesOf(() => load('', { GROWTH_ENGINE_LISTEN_PROT: '1' }))).toEqual([
      'GROWTH_ENGINE_LISTEN_PROT is not a known variable; did you mean GROWTH_ENGINE_LISTEN_PORT?',
    ]);
    expect(
      load('', { GROWTH_ENGINE_PORT: 'tcp://10.0.0.1:19464', GROWTH_ENGINE_SERVICE_HOST: '10.0.0.1' }).listen.port
    ).toBe(19464);
  });
});
