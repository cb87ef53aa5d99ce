import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { codeOf, messageOf } from '../config/index.js';
import { API_BASE, ENDPOINTS } from '../contract/index.js';
import type { EndpointDefinition, EndpointId, Problem } from '../contract/index.js';
import { controlSocketPath } from '../server/index.js';
import type { Arguments } from './arguments.js';
import { CommandError, EXIT, usageError } from './exit.js';
import { stateDirOf } from './state-dir.js';

export interface CallParts {
  /** Values of the path's parameters. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The control API, over the collector's socket or over HTTP. */
export interface Client {
  /** The answer's document, whose type the endpoint's definition promises. @throws CommandError */
  call<Document>(id: EndpointId, parts?: CallParts): Promise<Document>;
}

interface Target {
  /** For messages: where we asked. */
  readonly name: string;
  readonly url: URL;
  readonly socketPath?: string;
  readonly tokens: Readonly<Partial<Record<'read' | 'control', string | undefined>>>;
}

const TIMEOUT_MS = 30_000;

export function createClient(args: Arguments, env: NodeJS.ProcessEnv): Client {
  const target = targetOf(args, env);
  return { call: <Document>(id: EndpointId, parts: CallParts = {}) => call<Document>(target, id, parts) };
}

function targetOf(args: Arguments, env: NodeJS.ProcessEnv): Target {
  const named = args.text('url');
  if (named === undefined) {
    const socketPath = controlSocketPath(stateDirOf(env, args.text('state-dir')));
    return { name: socketPath, url: new URL('http://localhost'), socketPath, tokens: {} };
  }
  if (!URL.canParse(named) || !/^https?:$/.test(new URL(named).protocol))
    throw usageError(`--url ${JSON.stringify(named)} is no URL.`, 'Write it as http://127.0.0.1:19464.');
  const tokens = { read: env['GROWTH_ENGINE_READ_TOKEN'], control: env['GROWTH_ENGINE_CONTROL_TOKEN'] };
  return { name: named, url: new URL(named), tokens };
}

async function call<Document>(target: Target, id: EndpointId, parts: CallParts): Promise<Document> {
  const endpoint: EndpointDefinition = ENDPOINTS[id];
  const { status, text } = await send(target, endpoint, parts);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new CommandError(
      EXIT.unreachable,
      `What answered at ${target.name} is no Growth Engine collector (status ${status}).`,
      'Check --url.',
      { cause: error }
    );
  }
  if (status < 400) return document as Document;
  const { detail, nextStep } = document as Partial<Problem>;
  throw new CommandError(
    status === 401 ? EXIT.usage : EXIT.refused,
    detail ?? `The collector answered ${status}.`,
    nextStep ?? 'Look into its log.'
  );
}

function pathOf(target: Target, { path }: EndpointDefinition, { parameters = {}, query = {} }: CallParts): string {
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''));
  const search = new URLSearchParams(
    Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
  ).toString();
  return `${target.url.pathname.replace(/\/$/, '')}${API_BASE}${filled}${search === '' ? '' : `?${search}`}`;
}

function send(
  target: Target,
  endpoint: EndpointDefinition,
  parts: CallParts
): Promise<{ readonly status: number; readonly text: string }> {
  const token = endpoint.token === 'read' || endpoint.token === 'control' ? target.tokens[endpoint.token] : undefined;
  const payload = parts.body === undefined ? undefined : JSON.stringify(parts.body);
  const request = target.url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        ...(target.socketPath === undefined
          ? { hostname: target.url.hostname.replace(/^\[|\]$/g, ''), port: target.url.port }
          : { socketPath: target.socketPath }),
        path: pathOf(target, endpoint, parts),
        method: endpoint.method,
        // One call, one connection: nothing is left open at the end.
        agent: false,
        timeout: TIMEOUT_MS,
        headers: {
          accept: 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(payload === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
          ...parts.headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', (error) => reject(unreachable(target, error)));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') })
        );
      }
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
    outgoing.on('error', (error) => reject(unreachable(target, error)));
    outgoing.end(payload);
  });
}

function unreachable(target: Target, error: unknown): CommandError {
  const code = codeOf(error);
  if (code === 'EACCES')
    return new CommandError(
      EXIT.unreachable,
      `This user may not open ${target.name}.`,
      'Run the command as the user that the collector runs as.',
      { cause: error }
    );
  const why =
    code === 'ENOENT' || code === 'ECONNREFUSED' ? 'nothing listens there' : messageOf(error) || (code ?? 'no answer');
  return new CommandError(
    EXIT.unreachable,
    `No collector answers at ${target.name}: ${why}.`,
    'Start one with growth-engine serve, or say where it is with --state-dir or --url.',
    { cause: error }
  );
}
