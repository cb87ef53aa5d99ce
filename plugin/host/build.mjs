/** Builds the page that runs the built plugin without Grafana: `node host/build.mjs` → host/dist. */
import { build } from 'esbuild';
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const host = path.dirname(fileURLToPath(import.meta.url));
const out = path.join(host, 'dist');
const require = createRequire(import.meta.url);

/** The folder of an installed package. */
const packageDir = (name, from = host) => {
  for (let dir = from; ; dir = path.dirname(dir)) {
    const candidate = path.join(dir, 'node_modules', name);
    if (existsSync(path.join(candidate, 'package.json'))) {
      return candidate;
    }
    if (dir === path.dirname(dir)) {
      throw new Error(`${name} is not installed. Run "npm ci" first.`);
    }
  }
};

const ui = packageDir('@grafana/ui');
const runtime = packageDir('@grafana/runtime');
const data = packageDir('@grafana/data');
const i18n = packageDir('@grafana/i18n', ui);

/** Set-ups that Grafana itself reaches although no package exports them; a release that moves one fails the build here. */
const DEEP = {
  'host:plugin-page': path.join(runtime, 'dist/esm/components/PluginPage.mjs'),
  'host:panel-renderer': path.join(runtime, 'dist/esm/components/PanelRenderer.mjs'),
  'host:panel-data-error': path.join(runtime, 'dist/esm/components/PanelDataErrorView.mjs'),
  'host:links': path.join(runtime, 'dist/esm/services/pluginExtensions/getObservablePluginLinks.mjs'),
  'host:components': path.join(runtime, 'dist/esm/services/pluginExtensions/getObservablePluginComponents.mjs'),
  'host:i18n': path.join(i18n, 'dist/esm/i18n.mjs'),
};
for (const [name, file] of Object.entries(DEEP)) {
  if (!existsSync(file)) {
    throw new Error(
      `${name} is no longer at ${path.relative(process.cwd(), file)}. Adapt DEEP in host/build.mjs to this release of @grafana/runtime.`
    );
  }
}

/** CommonJS packages whose default export esbuild would hand out as `{default: X}` to `.mjs` files. */
const UNWRAPPED = ['react-custom-scrollbars-2', 'calculate-size', 'react-highlight-words'];

/** Everything that the plugin shares with the page is the one copy that @grafana/ui uses. */
const SHARED = ['@emotion/css', '@emotion/react', 'react', 'react-dom', 'rxjs', 'lodash', 'moment'];

const resolving = {
  name: 'host-resolving',
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /^host:/ }, ({ path: name }) => {
      const file = DEEP[name];
      return file === undefined ? { errors: [{ text: `No deep import is called ${name}` }] } : { path: file };
    });
    onResolve({ filter: /^react-router$/ }, async ({ importer, kind, pluginData }) => {
      // The plugin's react-router is what Grafana gives it; inside the packages it stays itself.
      if (pluginData === 'own' || !importer.startsWith(path.join(host, 'src'))) {
        return undefined;
      }
      return resolve('react-router-dom-v5-compat', { kind, resolveDir: ui, pluginData: 'own' });
    });
    onResolve(
      { filter: new RegExp(`^(${SHARED.join('|')})$`) },
      async ({ path: name, kind, resolveDir, pluginData }) =>
        pluginData === 'own' || resolveDir.startsWith(ui)
          ? undefined
          : resolve(name, { kind, resolveDir: ui, pluginData: 'own' })
    );
    onResolve(
      { filter: new RegExp(`^(${UNWRAPPED.join('|')})$`) },
      async ({ path: name, kind, resolveDir, pluginData }) => {
        if (pluginData === 'own') {
          return undefined;
        }
        const found = await resolve(name, { kind, resolveDir, pluginData: 'own' });
        return found.errors.length > 0 ? found : { path: found.path, namespace: 'unwrapped' };
      }
    );
    // The code editor is loaded when one is shown; this page shows none.
    onResolve({ filter: /^monaco-editor/ }, ({ path: name }) => ({ path: name, namespace: 'left-out' }));
    onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'export default {};' }));
    onLoad({ filter: /.*/, namespace: 'unwrapped' }, ({ path: file }) => ({
      contents: `import * as all from ${JSON.stringify(file)};
        const inner = all.default?.default ?? all.default ?? all;
        export default inner;
        export * from ${JSON.stringify(file)};`,
      resolveDir: path.dirname(file),
    }));
  },
};

const result = await build({
  absWorkingDir: host,
  entryPoints: { boot: 'src/boot.ts', app: 'src/app.tsx' },
  outdir: path.join(out, 'assets'),
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  metafile: true,
  sourcemap: false,
  logLevel: 'warning',
  jsx: 'automatic',
  platform: 'browser',
  loader: { '.svg': 'dataurl', '.woff2': 'file', '.woff': 'file', '.png': 'file' },
  alias: { '@growth-engine/collector/contract': path.resolve(host, '../../collector/src/contract/index.ts') },
  // Without SystemJS' `define`, to which UMD packages would turn.
  define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis', define: 'undefined' },
  plugins: [
    {
      name: 'clean',
      setup: ({ onStart }) => onStart(() => rm(out, { recursive: true, force: true })),
    },
    resolving,
  ],
});

/** Two copies of one of these would not know of each other's contexts. */
for (const name of ['react', 'react-dom', '@emotion/css', '@grafana/data', '@grafana/runtime']) {
  const copies = new Set(
    Object.keys(result.metafile.inputs).flatMap(
      (input) => input.match(new RegExp(`^.*/node_modules/${name}/`))?.[0] ?? []
    )
  );
  if (copies.size > 1) {
    throw new Error(`${name} is bundled more than once: ${[...copies].join(', ')}`);
  }
}

const assets = path.join(out, 'assets');
const files = await readdir(assets);
const styles = files.filter((file) => file.endsWith('.css'));

// SystemJS loads the plugin as Grafana does.
const system = path.join(packageDir('systemjs'), 'dist');
await cp(path.join(system, 'system.min.js'), path.join(assets, 'system.js'));
await cp(path.join(system, 'extras/amd.min.js'), path.join(assets, 'system-amd.js'));

await copyFonts();
await cp(path.join(host, 'src/page.css'), path.join(assets, 'page.css'));

await copyIcons();

const html = await readFile(path.join(host, 'src/index.html'), 'utf8');
const links = ['page.css', ...styles]
  .map((file) => `<link rel="stylesheet" href="/public/host/${file}">`)
  .join('\n    ');
await writeFile(path.join(out, 'index.html'), html.replace('<!-- styles -->', links));

/** Where Grafana's global styles look for them; a release that asks for other names fails the build here. */
async function copyFonts() {
  const wanted = await readFile(path.join(ui, 'dist/esm/themes/GlobalStyles/fonts.mjs'), 'utf8');
  const names = new Set([...wanted.matchAll(/fontRoot\}([\w/.-]+\.woff2)/g)].map(([, name]) => name));
  if (names.size === 0) {
    throw new Error(
      '@grafana/ui no longer names its fonts in GlobalStyles/fonts.mjs. Adapt copyFonts in host/build.mjs.'
    );
  }
  const mono = path.join(packageDir('@fontsource/roboto-mono'), 'files/roboto-mono-latin-400-normal.woff2');
  for (const name of names) {
    const source = name.startsWith('inter/') ? path.join(packageDir('inter-ui'), 'web', path.basename(name)) : mono;
    await mkdir(path.join(out, 'fonts', path.dirname(name)), { recursive: true });
    await cp(source, path.join(out, 'fonts', name));
  }
}

/** Grafana's icons; the package leaves some names out, which Unicons has under the same name. */
async function copyIcons() {
  const icons = path.join(out, 'icons');
  await cp(path.join(ui, 'dist/public/img/icons'), icons, { recursive: true });
  const { icons: unicons } = JSON.parse(await readFile(require.resolve('@iconify-json/uil/icons.json'), 'utf8'));
  const index = await readFile(path.join(data, 'dist/esm/types/icon.mjs'), 'utf8');
  const names = [...index.matchAll(/"?([a-z][\w-]*)"?: true/g)].map(([, name]) => name);
  await mkdir(path.join(icons, 'unicons'), { recursive: true });
  let missing = 0;
  for (const name of names) {
    const file = path.join(icons, 'unicons', `${name}.svg`);
    if (name.startsWith('gf-') || existsSync(file)) {
      continue;
    }
    const body = unicons[name]?.body;
    if (body === undefined) {
      missing += 1;
    }
    await writeFile(
      file,
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">${body ?? '<circle cx="12" cy="12" r="3"/>'}</svg>`
    );
  }
  console.log(`host page built; ${names.length} icons, ${missing} of them placeholders`);
}
