import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../lib/paths.js';
import { delay } from '../../lib/wait.js';
import type { Demo } from '../lib/demo.js';

export interface RunningDemo {
  readonly demo: Demo;
  stop(): Promise<void>;
}

/** Building what is stale is part of it. */
const READY_WITHIN_MS = 240_000;
/** Every part gets some seconds to end by itself. */
const STOP_WITHIN_MS = 60_000;

/** Starts `npm start` and waits until everything runs. @throws Error with what it printed when it does not. */
export async function startDemo(readyFile: string, args: readonly string[]): Promise<RunningDemo> {
  rmSync(readyFile, { force: true });
  const child = spawn(process.execPath, [join(ROOT, 'start.mjs'), '--ready-file', readyFile, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-16_384);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  // However this process ends: the demo takes the signal and cleans up after itself.
  const lastResort = (): void => {
    if (isRunning()) child.kill('SIGTERM');
  };
  process.once('exit', lastResort);

  const stop = async (): Promise<void> => {
    lastResort();
    await Promise.race([ended, delay(STOP_WITHIN_MS)]);
    if (isRunning()) console.error(`The demo (process ${child.pid}) does not end:\n${output}`);
    process.off('exit', lastResort);
    rmSync(readyFile, { force: true });
  };
  const deadline = performance.now() + READY_WITHIN_MS;
  while (!existsSync(readyFile)) {
    if (!isRunning() || performance.now() > deadline) {
      await stop();
      throw new Error(`The demo did not start:\n${output}`);
    }
    await delay(200);
  }
  return { demo: readDemo(readyFile), stop };
}

/** One that somebody else started and ends. */
export const readDemo = (readyFile: string): Demo => JSON.parse(readFileSync(readyFile, 'utf8')) as Demo;
