// `npm test`: everything that this machine can run, quick things first, and the name of what it could not and why.
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const wanted = process.argv.slice(2);

const onPath = (name) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
const chromium = () =>
  process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((file) => existsSync(file));

/** Every stage: what it is called, what it runs, and why it may be left out. */
const stages = [
  { name: 'build', run: ['run', 'build'] },
  { name: 'typecheck', run: ['run', 'typecheck'] },
  { name: 'lint', run: ['run', 'lint'] },
  { name: 'unit: collector', run: ['run', 'test:unit'] },
  { name: 'unit: dashboards and rules', run: ['test', '-w', 'dashboards'] },
  { name: 'unit: plugin', run: ['run', 'test:ci', '-w', 'plugin'] },
  { name: 'snippets and promises', run: ['run', 'promises', '-w', 'tests'] },
  { name: 'integration: PostgreSQL, HTTP', run: ['run', 'test:integration'] },
  {
    name: 'check:prometheus',
    run: ['run', 'check:prometheus'],
    skip: () => (onPath('promtool') ? undefined : 'promtool was not found (Debian: apt install prometheus)'),
  },
  { name: 'package: ESM and CommonJS', run: ['run', 'package', '-w', 'tests'] },
  { name: 'faults', run: ['run', 'faults', '-w', 'tests'] },
  { name: 'performance', run: ['run', 'test:performance'] },
  { name: 'load', run: ['run', 'test:load'] },
  {
    name: 'e2e: host page and Grafana',
    run: ['run', 'e2e'],
    skip: () => (chromium() ? undefined : 'no Chromium was found (Debian: apt install chromium, or set CHROMIUM)'),
  },
];

const run = (args) =>
  new Promise((done) => {
    const child = spawn('npm', args, { cwd: root, stdio: 'inherit' });
    child.on('exit', (code) => done(code === 0));
  });

const results = [];
for (const stage of stages.filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)))) {
  const reason = stage.skip?.();
  if (reason !== undefined) {
    console.log(`\n── ${stage.name}: skipped, ${reason}`);
    results.push({ ...stage, outcome: 'skipped', reason, seconds: 0 });
    continue;
  }
  console.log(`\n── ${stage.name}`);
  const begin = Date.now();
  const passed = await run(stage.run);
  results.push({ ...stage, outcome: passed ? 'passed' : 'failed', seconds: Math.round((Date.now() - begin) / 1000) });
}

console.log('\n── summary');
for (const { name, outcome, seconds, reason } of results) {
  console.log(`  ${outcome.padEnd(8)} ${name.padEnd(32)} ${reason ?? `${seconds} s`}`);
}
const count = (outcome) => results.filter((result) => result.outcome === outcome).length;
console.log(`\n${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`);
process.exit(count('failed') > 0 || count('passed') === 0 ? 1 : 0);
