import { parseArgs } from 'node:util';

export interface StartOptions {
  readonly instances: number;
  /** Requests per second of the load generator. */
  readonly rate: number | undefined;
  readonly prometheus: boolean;
  readonly grafana: boolean;
  /** Where to write what runs where, as JSON, once everything runs; for tests. */
  readonly readyFile: string | undefined;
  readonly seed: number;
}

export const USAGE = `npm start -- [options]

  --instances N      shop processes behind one collector (default 1)
  --rate N           requests per second of the load generator
  --no-grafana       use the host page even where a Grafana is installed
  --no-prometheus    do without Prometheus
  --docker           everything in containers instead (docker compose)
  --ready-file FILE  write addresses and passwords as JSON once everything runs
  --help
`;

const positiveInteger = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 1000) {
    throw new Error(`--${name} must be a whole number from 1 to 1000; it was "${text}".`);
  }
  return value;
};

/** @throws Error with one sentence when the command line makes no sense. */
export function parseStartOptions(args: readonly string[]): StartOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      instances: { type: 'string' },
      rate: { type: 'string' },
      grafana: { type: 'boolean', default: true },
      prometheus: { type: 'boolean', default: true },
      'ready-file': { type: 'string' },
      seed: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    instances: positiveInteger('instances', values.instances) ?? 1,
    rate: positiveInteger('rate', values.rate),
    prometheus: values.prometheus,
    grafana: values.grafana,
    readyFile: values['ready-file'],
    seed: positiveInteger('seed', values.seed) ?? 1,
  };
}
