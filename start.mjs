// `npm start`: brings a fresh clone to where the demo can run, then runs it. Nothing but Node is needed to read this file.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = import.meta.dirname;
const args = process.argv.slice(2);

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node ${process.versions.node} is too old: Growth Engine needs 20.19 or later.`);
  process.exit(2);
}

/** Runs one step of the set-up; what it prints is shown only when it fails. */
function step(text, command, commandArgs) {
  process.stdout.write(`  ${text} …`);
  const begin = Date.now();
  const result = spawnSync(command, commandArgs, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (result.status === 0) {
    process.stdout.write(` ${((Date.now() - begin) / 1000).toFixed(0)} s\n`);
    return;
  }
  process.stdout.write(' failed\n\n');
  process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}\n`);
  process.stderr.write(
    `"${command} ${commandArgs.join(' ')}" failed. Mend what it says above and run npm start again.\n`
  );
  process.exit(1);
}

function newest(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return readdirSync(path)
    .filter((name) => name !== 'node_modules' && name !== 'dist')
    .reduce((latest, name) => Math.max(latest, newest(join(path, name))), 0);
}

const isStale = (output, ...sources) =>
  !existsSync(join(root, output)) ||
  sources.some((source) => newest(join(root, source)) > statSync(join(root, output)).mtimeMs);

if (args.includes('--docker')) {
  const result = spawnSync('docker', ['compose', 'up', '--build'], { cwd: root, stdio: 'inherit' });
  if (result.error) {
    console.error('Docker was not found. Install it with its compose plugin, or leave --docker out.');
    process.exit(2);
  }
  process.exit(result.status ?? 1);
}

console.log('Growth Engine demo\n');
if (!existsSync(join(root, 'node_modules', '.package-lock.json'))) step('installing packages', 'npm', ['ci']);
if (isStale('collector/dist/index.js', 'collector/src'))
  step('building the collector', 'npm', ['run', 'build', '-w', 'collector']);
if (isStale('plugin/dist/module.js', 'plugin/src'))
  step('building the Grafana app', 'npm', ['run', 'build:app', '-w', 'plugin']);
if (isStale('plugin/host/dist/index.html', 'plugin/host', 'plugin/src/plugin.json')) {
  step('building the host page', 'npm', ['run', 'build:host', '-w', 'plugin']);
}

const demo = spawn(
  process.execPath,
  ['--import', 'tsx', '--disable-warning=ExperimentalWarning', join(root, 'collector/demo/start/main.ts'), ...args],
  { cwd: root, stdio: 'inherit' }
);
// A terminal sends Ctrl-C to both, `kill` to this process alone; twice does no harm. This process waits for the clean-up.
process.on('SIGINT', () => demo.kill('SIGINT'));
process.on('SIGTERM', () => demo.kill('SIGTERM'));
process.on('SIGHUP', () => demo.kill('SIGTERM'));
demo.on('exit', (code, signal) => process.exit(code ?? (signal ? 130 : 1)));
