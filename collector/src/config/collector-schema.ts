import { z } from 'zod';
import { probeNameOf } from '../contract/index.js';
import {
  choiceField,
  listField,
  nameField,
  objectField,
  portField,
  textField,
  tokenField,
  urlField,
} from './fields.js';
import {
  admissionSchema,
  modeSchema,
  partialTargetsSchema,
  partialThresholdsSchema,
  targetsSchema,
  thresholdsSchema,
} from './levels.js';
import { loopSchema } from './loop-schema.js';
import { consoleUrlField, redisUrlField } from './server-urls.js';

export const DEFAULT_PORT = 19_464;
export const LOOPBACK = '127.0.0.1';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const tokenOf = (kind: string, use: string): z.ZodExactOptional<z.ZodString> =>
  tokenField()
    .meta({
      description: `Bearer token ${use}; generated into stateDir when absent`,
      secret: true,
      env: `${kind}_TOKEN`,
    })
    .exactOptional();

const serviceSchema = objectField({
  targets: partialTargetsSchema.prefault({}),
  thresholds: partialThresholdsSchema.prefault({}),
  mode: modeSchema.exactOptional(),
  admission: admissionSchema.exactOptional(),
});

/** Names whose probes are told apart too: `Shop-2` and `shop_2` would both be `…_shop_2`. */
const uniqueNames = (items: readonly { readonly name: string }[]): boolean =>
  new Set(items.map((item) => probeNameOf('', item.name))).size === items.length;

/** Servers that are asked over the network, each with a URL that is a secret. */
const serversField = (one: string, url: z.ZodType<string>, what: string) =>
  listField(
    objectField({ name: nameField('a name'), url: url.meta({ secret: true }) }),
    `${what}, each with name and url`
  )
    .refine(uniqueNames, { error: `must not name ${one} twice (case, dots, colons and hyphens do not count)` })
    .default([]);

/** Everything that a collector can be told. Keys are documented in config.example.yaml. */
export const collectorSchema = objectField({
  listen: objectField({
    host: textField('an address or host name to listen on', 255)
      .default(LOOPBACK)
      .meta({ description: 'Address to listen on; elsewhere than on loopback, allowedHosts is needed' }),
    port: portField().default(DEFAULT_PORT).meta({ description: 'Port of /metrics and the API; 0 takes a free one' }),
  }).prefault({}),
  allowedHosts: listField(textField('a host name without port', 255), 'host names')
    .default([])
    .meta({ description: 'Names under which clients may call, besides loopback' }),
  allowedOrigins: listField(urlField('an origin'), 'origins')
    .default([])
    .meta({ description: 'Web origins that may call from a browser' }),
  stateDir: textField('a directory', 4096)
    .exactOptional()
    .meta({ description: 'Directory for ledger, overrides and generated tokens' }),
  tokens: objectField({
    agent: tokenOf('AGENT', 'for agents'),
    read: tokenOf('READ', 'for reading'),
    control: tokenOf('CONTROL', 'for changing'),
  }).prefault({}),
  grafana: objectField({
    keysUrl: urlField('the URL of Grafana’s signing keys')
      .exactOptional()
      .meta({ description: 'Signing keys, e.g. https://grafana.example/api/signing-keys/keys' }),
    issuer: textField('the issuer, Grafana’s root URL')
      .exactOptional()
      .meta({ description: 'Issuer of identities: Grafana’s root URL' }),
    audience: textField('the audience, e.g. org:1')
      .exactOptional()
      .meta({ description: 'Audience of identities, e.g. org:1' }),
  })
    .refine((grafana) => (grafana.keysUrl === undefined) === (grafana.issuer === undefined), {
      error: 'must have both keysUrl and issuer, or neither',
    })
    .prefault({}),
  targets: targetsSchema,
  thresholds: thresholdsSchema,
  mode: modeSchema.default('propose'),
  admission: admissionSchema.default('observe'),
  services: z
    .record(nameField('the name of a service'), serviceSchema, { error: 'must be an object of services by name' })
    .default({})
    .meta({ description: 'What differs for one service' }),
  loop: loopSchema,
  databases: serversField('a database', urlField('a connection URL', ['postgres', 'postgresql']), 'databases').meta({
    description: 'PostgreSQL servers to measure from the server side',
    secret: true,
  }),
  redis: serversField('a Redis server', redisUrlField(), 'Redis servers').meta({
    description: 'Redis or Valkey servers to measure',
    secret: true,
  }),
  pgbouncers: serversField('a PgBouncer', consoleUrlField(), 'PgBouncers').meta({
    description: 'PgBouncers to measure, by the URLs of their admin consoles',
    secret: true,
  }),
  peers: listField(
    objectField({ name: nameField('a name'), host: textField('a host', 255), port: portField().min(1) }),
    'peers, each with name, host and port'
  )
    .refine(uniqueNames, { error: 'must not name a peer twice' })
    .default([])
    .meta({ description: 'Peers whose network latency is measured' }),
  probes: objectField({
    enable: listField(textField('a probe'), 'probes').default([]).meta({ description: 'Probes to switch on' }),
    disable: listField(textField('a probe'), 'probes').default([]).meta({ description: 'Probes to switch off' }),
  }).prefault({}),
  log: objectField({
    level: choiceField(LOG_LEVELS).default('info').meta({ description: 'Least level that is logged' }),
  }).prefault({}),
});

export type CollectorConfig = z.output<typeof collectorSchema>;
export type ServiceConfig = z.output<typeof serviceSchema>;
