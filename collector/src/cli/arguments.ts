import { parseArgs } from 'node:util';
import { REPLAYED_POLICIES } from '../cache/simulation/replay.js';
import { TRACE_FORMATS } from '../cache/simulation/trace.js';
import { suggestion } from '../config/index.js';
import { usageError } from './exit.js';

/** Options that every command takes, and what each says to people. */
export const OPTIONS = {
  service: { type: 'string', value: 'NAME', help: 'the service; needed where there are several' },
  url: {
    type: 'string',
    value: 'URL',
    help: 'talk to this collector over HTTP, with GROWTH_ENGINE_READ_TOKEN and _CONTROL_TOKEN',
  },
  'state-dir': { type: 'string', value: 'DIR', help: 'the collector’s state directory' },
  json: { type: 'boolean', help: 'print the document as JSON' },
  yes: { type: 'boolean', help: 'confirm without asking' },
  scope: { type: 'string', multiple: true, value: 'ROUTE|SETTING', help: 'limit the plan; may be repeated' },
  for: { type: 'string', value: 'TIME', help: 'how long: 90s, 30m, 2h, 1d' },
  reason: { type: 'string', value: 'TEXT', help: 'why, for the ledger' },
  limit: { type: 'string', value: 'N', help: 'how many entries, at most 1000' },
  config: { type: 'string', value: 'FILE', help: 'YAML or JSON; every key is in config.example.yaml' },
  trace: { type: 'string', value: 'FILE', help: 'requests to replay; .gz and .xz are unpacked' },
  format: { type: 'string', value: 'FORMAT', help: `of the trace: ${TRACE_FORMATS.join(', ')}` },
  capacity: { type: 'string', value: 'N[,N…]', help: 'entries that the cache may hold' },
  policy: { type: 'string', value: 'NAME[,NAME…]', help: REPLAYED_POLICIES.join(', ') },
  port: { type: 'string', value: 'PORT', help: 'instead of 19464' },
  'host-page': { type: 'string', value: 'DIR', help: 'serve this built page at /' },
  help: { type: 'boolean', help: 'show this' },
  version: { type: 'boolean', help: 'show the version' },
} as const satisfies Record<string, { type: 'string' | 'boolean'; multiple?: true; value?: string; help: string }>;
export type OptionName = keyof typeof OPTIONS;

export interface Arguments {
  readonly positionals: readonly string[];
  text(name: OptionName): string | undefined;
  texts(name: OptionName): readonly string[];
  flag(name: OptionName): boolean;
}

/** @throws CommandError (usage) naming the argument, with the nearest option that there is. */
export function parseArguments(args: readonly string[], allowed: readonly OptionName[]): Arguments {
  const all: readonly OptionName[] = [...allowed, 'help', 'version'];
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(all.map((name) => [name, specOf(name)])),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const known = all.find((name) => name === token.name);
    if (known === undefined)
      throw usageError(`There is no option ${token.rawName} here; ${suggestion(token.name, all)}`);
    const { type } = OPTIONS[known];
    if (type === 'string' && (token.value === undefined || token.value === ''))
      throw usageError(`The option ${token.rawName} needs a value.`);
    if (type === 'boolean' && token.value !== undefined)
      throw usageError(`The option ${token.rawName} takes no value.`);
  }
  const textsOf = (name: OptionName): readonly string[] =>
    [values[name] ?? []].flat().filter((value): value is string => typeof value === 'string');
  return {
    positionals,
    text: (name) => textsOf(name).at(-1),
    texts: textsOf,
    flag: (name) => values[name] === true,
  };
}

function specOf(name: OptionName): { type: 'string' | 'boolean'; multiple?: boolean } {
  const option: { type: 'string' | 'boolean'; multiple?: true } = OPTIONS[name];
  return { type: option.type, ...(option.multiple === true ? { multiple: true } : {}) };
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `90s`, `30m`, `1h30m`, `2d` in seconds. */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([smhd])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text)
    throw usageError(`${JSON.stringify(text)} is no time.`, 'Write it as 90s, 30m, 1h30m or 2d.');
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * (UNIT_SECONDS[unit ?? ''] ?? 0), 0);
}
