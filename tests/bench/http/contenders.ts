/** What every set measures: without these there is no figure. */
export const REQUIRED = ['bare', 'growth-engine', 'growth-engine-unprepared'] as const;
/** Somebody else's: one that does not start or answer is named as failed, and the others are measured. */
export const PEERS = [
  'prom-client',
  'prom-bundle',
  'prometheus-api-metrics',
  'opentelemetry',
  'swagger-stats',
] as const;
/** What the figure is made of; measured for longer than the others. */
export const PAIR = ['bare', 'growth-engine'] as const;

export type RequiredName = (typeof REQUIRED)[number];
export type PeerName = (typeof PEERS)[number];
export type ServerName = RequiredName | PeerName;

export const TITLES: Readonly<Record<ServerName, string>> = {
  bare: 'bare Express 5',
  'growth-engine': 'Growth Engine, whole middleware',
  'growth-engine-unprepared': 'the same, prepareExpress: false',
  'prom-client': 'hand-written on prom-client',
  'prom-bundle': 'express-prom-bundle',
  'prometheus-api-metrics': 'prometheus-api-metrics',
  opentelemetry: 'OpenTelemetry instrumentation-http, metrics',
  'swagger-stats': 'swagger-stats',
};

/** As `--json` names them. */
export const PEER_KEYS: Readonly<Record<PeerName, string>> = {
  'prom-client': 'prom-client',
  'prom-bundle': 'express-prom-bundle',
  'prometheus-api-metrics': 'prometheus-api-metrics',
  opentelemetry: 'OpenTelemetry instrumentation-http',
  'swagger-stats': 'swagger-stats',
};

export const isPeer = (name: ServerName): name is PeerName => (PEERS as readonly string[]).includes(name);

/** Those whose answers must be those of bare Express to the byte, but for the date. */
export const addsNothing = (name: ServerName): boolean => !isPeer(name) || name === 'prom-client';
/** Those that say what they have counted. */
export const isOurs = (name: ServerName): boolean => name.startsWith('growth-engine');
