import { join, resolve } from 'node:path';
import { pino } from 'pino';
import { environmentTable, loadCollectorConfig, OTHER_VARIABLES } from '../../config/index.js';
import type { CollectorConfig } from '../../config/index.js';
import { API_BASE, systemClock } from '../../contract/index.js';
import type { Log } from '../../contract/index.js';
import { TOKEN_KINDS } from '../../store/index.js';
import { VERSION } from '../../version.js';
import type { Arguments } from '../arguments.js';
import { startCollector } from '../collector.js';
import type { Collector } from '../collector.js';
import { EXIT, usageError } from '../exit.js';
import { pairs } from '../help.js';
import { stateDirOf } from '../state-dir.js';
import type { Terminal } from '../terminal.js';
import type { Command } from './types.js';

const CLOSE_WITHIN_MS = 5000;

export const serveCommand: Command = {
  name: 'serve',
  summary: 'Run a collector',
  options: ['config', 'port', 'state-dir', 'host-page'],
  mostOperands: 0,
  more: () =>
    `Environment (above the file, below the options):\n${pairs([
      ...environmentTable().map(([name, key, description]) => [name, `${key}: ${description}`] as const),
      ...Object.entries(OTHER_VARIABLES),
    ])}`,
  async run({ args, terminal }) {
    const config = configOf(args, terminal.env);
    const stateDir = resolve(config.stateDir ?? stateDirOf(terminal.env, undefined));
    const hostPageDir = args.text('host-page');
    const hostPageInvitation = terminal.env['GROWTH_ENGINE_HOST_PAGE_INVITATION'];
    const log = pino(
      { name: 'growth-engine', level: config.log.level },
      // Synchronous: what is said last before an end is what somebody will want to read.
      pino.destination({ fd: 2, sync: true })
    );
    const collector = await startCollector({
      config,
      stateDir,
      ...(hostPageDir === undefined ? {} : { hostPageDir: resolve(hostPageDir) }),
      ...(hostPageInvitation === undefined ? {} : { hostPageInvitation }),
      clock: systemClock,
      random: Math.random,
      log,
      version: VERSION,
    });
    terminal.out(startMessage(collector, config, stateDir));
    const signal = await terminal.stopped();
    log.info({ signal }, 'closing');
    await closeInTime(collector, terminal, log);
    return EXIT.ok;
  },
};

function configOf(args: Arguments, env: NodeJS.ProcessEnv): CollectorConfig {
  const file = args.text('config') ?? env['GROWTH_ENGINE_CONFIG'];
  const port = args.text('port');
  if (port !== undefined && !/^\d{1,5}$/.test(port))
    throw usageError(`--port ${JSON.stringify(port)} is no port.`, 'Write a number between 0 and 65535.');
  const stateDir = args.text('state-dir');
  return loadCollectorConfig({
    ...(file === undefined || file === '' ? {} : { file }),
    env,
    flags: [
      ...(port === undefined ? [] : [{ path: ['listen', 'port'], value: Number(port), flag: '--port' }]),
      ...(stateDir === undefined ? [] : [{ path: ['stateDir'], value: stateDir, flag: '--state-dir' }]),
    ],
  });
}

/** One line: what listens where, where the state is, where the tokens are. */
function startMessage({ server, hostPageUrl }: Collector, { tokens }: CollectorConfig, stateDir: string): string {
  const generated = TOKEN_KINDS.filter((kind) => tokens[kind] === undefined);
  const where =
    generated.length === 0
      ? 'tokens from the configuration'
      : `tokens ${generated.join(', ')} in ${join(stateDir, 'tokens')}`;
  return `Growth Engine ${VERSION} is ready: ${server.url ?? ''} (/metrics, ${API_BASE}), terminal ${server.socketPath ?? ''}, state in ${stateDir}, ${where}\n${
    hostPageUrl === undefined ? '' : `Host page: ${hostPageUrl}\n`
  }`;
}

async function closeInTime(collector: Collector, terminal: Terminal, log: Log): Promise<void> {
  const late = systemClock.after(CLOSE_WITHIN_MS, () => {
    log.error({}, `not closed within ${CLOSE_WITHIN_MS / 1000} s; ending anyway`);
    terminal.end(EXIT.refused);
  });
  try {
    await collector.close();
  } finally {
    late();
  }
}
