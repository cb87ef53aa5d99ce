import { APP_ID, PANEL_IDS } from '@growth-engine/collector/contract';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ensure } from '../lib/checks.js';
import type { Checks } from '../lib/checks.js';
import { RESULTS, ROOT } from '../lib/paths.js';
import { readZip, writeZip } from './zip.js';

const DIST = join(ROOT, 'plugin/dist');

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));

interface PluginJson {
  readonly id: string;
  readonly type: string;
  readonly info: {
    readonly version: string;
    readonly logos: { readonly small: string; readonly large: string };
    readonly screenshots?: readonly { readonly path: string }[];
  };
  readonly includes?: readonly { readonly type: string; readonly path?: string }[];
}

/** Files that a plugin.json names, relative to itself. */
const namedIn = ({ info, includes = [] }: PluginJson): readonly string[] => [
  'module.js',
  'module.js.map',
  info.logos.small,
  info.logos.large,
  ...(info.screenshots ?? []).map(({ path }) => path),
  ...includes.flatMap(({ type, path }) => (type === 'panel' && path !== undefined ? [path] : [])),
];

export async function plugin(checks: Checks): Promise<void> {
  if (!existsSync(join(DIST, 'plugin.json'))) {
    const built = spawnSync('npm', ['run', 'build:app', '-w', 'plugin'], { cwd: ROOT, encoding: 'utf8' });
    if (built.status !== 0) throw new Error(`The plugin could not be built:\n${built.stdout}${built.stderr}`);
  }
  await checks.check(
    'its zip has one root folder named like the plugin, and all that its plugin.json files name',
    () => {
      const app = JSON.parse(readFileSync(join(DIST, 'plugin.json'), 'utf8')) as PluginJson;
      ensure(app.id === APP_ID && app.type === 'app', `It is the ${app.type} ${app.id}.`);
      ensure(/^\d+\.\d+\.\d+/.test(app.info.version), `Its version is "${app.info.version}".`);
      mkdirSync(RESULTS, { recursive: true });
      const zip = join(RESULTS, `${app.id}-${app.info.version}.zip`);
      writeFileSync(
        zip,
        writeZip(filesBelow(DIST).map((file) => ({ name: `${app.id}/${file}`, data: readFileSync(join(DIST, file)) })))
      );

      const entries = readZip(readFileSync(zip));
      const roots = new Set([...entries.keys()].map((name) => name.split('/')[0]));
      ensure(roots.size === 1 && roots.has(app.id), `Its roots are ${[...roots].join(', ')}.`);
      const manifests = [...entries.keys()].filter((name) => name.endsWith('/plugin.json'));
      const ids = manifests.map((name) => {
        const manifest = JSON.parse(entries.get(name)?.toString('utf8') ?? '{}') as PluginJson;
        const { id, type } = manifest;
        const lacking = namedIn(manifest).filter((file) => !entries.has(`${dirname(name)}/${file}`));
        ensure(lacking.length === 0, `${id} lacks ${lacking.join(', ')}.`);
        return `${id} (${type})`;
      });
      const wanted = [APP_ID, ...Object.values(PANEL_IDS)];
      const missing = wanted.filter((id) => !ids.some((found) => found.startsWith(`${id} `)));
      ensure(missing.length === 0, `It lacks ${missing.join(', ')}.`);
      return ids.join(', ');
    }
  );
}
