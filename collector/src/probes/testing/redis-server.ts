import { freePort, startServer, type ServerProcess } from './server-process.js';

/** A Redis that keeps nothing, on a loopback port; `args` as on its command line. */
export async function startRedis(
  options: { readonly port?: number; readonly args?: readonly string[] } = {}
): Promise<ServerProcess & { readonly port: number }> {
  const port = options.port ?? (await freePort());
  const fixed = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dbfilename', `redis-${port}.rdb`];
  // A replica writes what it is sent to a file before it reads it.
  const args = [
    ...fixed,
    '--repl-diskless-load',
    'on-empty-db',
    '--repl-diskless-sync',
    'yes',
    ...(options.args ?? []),
  ];
  const server = await startServer('redis-server', args, { ready: /Ready to accept connections/ });
  return { ...server, port };
}
