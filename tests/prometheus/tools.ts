import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { spawn } from 'node:child_process';

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** A program by its variable (PROMETHEUS, PROMTOOL) or from the PATH. */
export function findTool(name: 'prometheus' | 'promtool'): string | undefined {
  const given = process.env[name.toUpperCase()];
  if (given !== undefined && given !== '') return given;
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

export const NOT_FOUND = 'was not found (Debian: apt install prometheus)';

/** Runs a tool to its end. @throws Error with what it printed when it fails. */
export function runTool(command: string, args: readonly string[], input?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    const keep = (chunk: Buffer): void => {
      said += chunk.toString('utf8');
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(said);
      else reject(new Error(`${[command, ...args].join(' ')} ended with ${String(code)}:\n${said.trim()}`));
    });
    child.stdin.end(input ?? '');
  });
}
