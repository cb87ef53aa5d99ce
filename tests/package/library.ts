import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Child } from '../lib/child.js';
import type { Cleanup } from '../lib/cleanup.js';
import { ensure } from '../lib/checks.js';
import type { Checks } from '../lib/checks.js';
import { parseExposition } from '../lib/exposition.js';
import { ROOT } from '../lib/paths.js';
import { freePort } from '../lib/ports.js';
import { delay } from '../lib/wait.js';
import { commonJsProgram, esmProgram } from './programs.js';

const run = promisify(execFile);
const INSTALL_MS = 120_000;
const END_MS = 8_000;

async function pack(dir: string): Promise<string> {
  // The output was built before; packing must not build it again under somebody's feet.
  await run('npm', ['pack', '-w', 'collector', '--pack-destination', dir, '--ignore-scripts'], { cwd: ROOT });
  const file = readdirSync(dir).find((name) => name.endsWith('.tgz'));
  if (file === undefined) throw new Error('npm pack left no tarball.');
  return join(dir, file);
}

/** A fresh application's folder with the tarball and Express installed as anybody would. */
async function install(dir: string, tarball: string, type: 'module' | 'commonjs'): Promise<void> {
  mkdirSync(dir);
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ name: 'fresh', private: true, type }));
  const args = ['install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', tarball, 'express@5'];
  await run('npm', args, { cwd: dir, timeout: INSTALL_MS });
}

async function works(dir: string, file: string, cleanup: Cleanup): Promise<string> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = await Child.start(
    {
      name: file,
      args: [file],
      cwd: dir,
      env: { PORT: String(port) },
      readyUrl: `${url}/dashboard`,
      readyWithinMs: 20_000,
    },
    cleanup
  );
  const answer = await fetch(`${url}/dashboard`);
  ensure(answer.status === 200, `The route answered ${answer.status}.`);
  await answer.arrayBuffer();
  const response = await fetch(`${url}/metrics`);
  const samples = parseExposition(await response.text());
  const own = samples.filter(
    ({ name, labels }) => name.startsWith('growth_engine_http') && labels['service'] === 'shop'
  );
  ensure(own.length > 0, '/metrics has no HTTP series with the service label.');
  child.kill('SIGTERM');
  const exit = await Promise.race([child.exited, delay(END_MS)]);
  if (exit === undefined) await child.stop();
  ensure(exit !== undefined, `It did not end by itself after close.\n${child.output}`);
  ensure(exit.code === 0, `It ended with ${exit.code ?? exit.signal}.\n${child.output}`);
  ensure(!/warning|error/i.test(child.output), `It printed:\n${child.output}`);
  return `${samples.length} samples, exit code 0`;
}

export async function library(checks: Checks, cleanup: Cleanup): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'growth-engine-package-'));
  cleanup.add(() => rmSync(dir, { recursive: true, force: true }));
  const [esm, cjs] = [join(dir, 'esm'), join(dir, 'cjs')];
  let tarball = '';

  await checks.check('npm pack makes a tarball with its licence, its README and no sources', async () => {
    tarball = await pack(dir);
    const { stdout } = await run('tar', ['-tzf', tarball]);
    const files = stdout.trim().split('\n');
    for (const wanted of [
      'LICENSE',
      'README.md',
      'package.json',
      'dist/index.js',
      'dist/index.d.ts',
      'dist/cli/main.js',
    ]) {
      ensure(files.includes(`package/${wanted}`), `${wanted} is missing.`);
    }
    const stray = files.filter((file) => /\.(test|itest)\.|(^|\/)(src|demo|testing)\//.test(file));
    ensure(stray.length === 0, `It holds ${stray.slice(0, 5).join(', ')}.`);
    return `${files.length} files`;
  });
  if (tarball === '') return;
  await checks.check('it installs in a fresh ESM application and runs by the README’s lines', async () => {
    await install(esm, tarball, 'module');
    writeFileSync(join(esm, 'app.js'), esmProgram());
    return works(esm, 'app.js', cleanup);
  });
  await checks.check('it installs in a fresh CommonJS application and runs by the README’s lines', async () => {
    await install(cjs, tarball, 'commonjs');
    writeFileSync(join(cjs, 'app.js'), commonJsProgram());
    return works(cjs, 'app.js', cleanup);
  });
  await checks.check('its types serve a strict TypeScript application', async () => {
    writeFileSync(
      join(esm, 'app.ts'),
      `import { createGrowthEngine, PerformanceOptimizer } from '@growth-engine/collector';
import type { GrowthEngine, GrowthEngineRoute } from '@growth-engine/collector';
const routes: GrowthEngineRoute[] = [{ id: 'a', path: '/a', cacheStrategy: 'short' }];
export const engine: GrowthEngine = createGrowthEngine({ service: 'shop', routes });
export const optimizer = new PerformanceOptimizer({ engine });
// @ts-expect-error: there is no such strategy
export const wrong: GrowthEngineRoute = { id: 'b', path: '/b', cacheStrategy: 'forever' };
`
    );
    const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
    const types = ['--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types')];
    const options = ['--noEmit', '--strict', '--target', 'ES2022', '--module', 'NodeNext', ...types];
    await run(process.execPath, [tsc, ...options, '--skipLibCheck', 'app.ts'], { cwd: esm }).catch((error: unknown) => {
      throw new Error((error as { stdout?: string }).stdout ?? String(error));
    });
    return undefined;
  });
  await checks.check('npx growth-engine --version says the version', async () => {
    const { stdout } = await run('npx', ['--offline', 'growth-engine', '--version'], { cwd: esm, timeout: 20_000 });
    ensure(/\d+\.\d+\.\d+/.test(stdout), `It says: ${stdout}`);
    return stdout.trim();
  });
  await checks.check('npx growth-engine serve starts, answers, and ends on SIGTERM', async () => {
    const port = await freePort();
    const child = await Child.start(
      {
        name: 'growth-engine serve',
        command: 'npx',
        args: ['--offline', 'growth-engine', 'serve', '--state-dir', join(dir, 'state')],
        cwd: esm,
        env: { GROWTH_ENGINE_LISTEN_PORT: String(port) },
        readyUrl: `http://127.0.0.1:${port}/healthz`,
        readyWithinMs: 20_000,
      },
      cleanup
    );
    child.kill('SIGTERM');
    const exit = await Promise.race([child.exited, delay(END_MS)]);
    ensure(exit !== undefined, `It did not end.\n${child.output}`);
    return undefined;
  });
}
