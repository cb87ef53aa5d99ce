import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_OPTIONS, outputs } from './outputs.js';

const HELP = `Writes the dashboards and alert rules that Grafana and Prometheus load.

  --check                   write nothing; fail when a file is not what the source makes
  --grafana-url URL         where people reach Grafana (${DEFAULT_OPTIONS.grafanaUrl}); links in alerts
  --datasource-uid UID      uid of the Prometheus data source that Grafana's rules ask (${DEFAULT_OPTIONS.datasourceUid})
  --out DIR                 where to write instead of the repository
`;

const ROOT = join(import.meta.dirname, '..', '..');

const readOr = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
};

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    'grafana-url': { type: 'string', default: DEFAULT_OPTIONS.grafanaUrl },
    'datasource-uid': { type: 'string', default: DEFAULT_OPTIONS.datasourceUid },
    out: { type: 'string', default: ROOT },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(HELP);
} else {
  const made = outputs({
    grafanaUrl: values['grafana-url'].replace(/\/+$/, ''),
    datasourceUid: values['datasource-uid'],
  });
  const stale: string[] = [];
  for (const [path, content] of made) {
    const file = join(values.out, path);
    if ((await readOr(file)) === content) continue;
    stale.push(path);
    if (values.check) continue;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  if (!values.check) {
    console.log(stale.length === 0 ? `${made.size} files are up to date.` : `Wrote ${stale.join(', ')}.`);
  } else if (stale.length > 0) {
    console.error(
      `Not what the source makes: ${stale.join(', ')}. Run "npm run build -w dashboards" and commit the result.`
    );
    process.exitCode = 1;
  } else {
    console.log(`${made.size} files are what the source makes.`);
  }
}
