import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { APP_ID } from '@growth-engine/collector/contract';
import { findGrafana } from '../../../collector/demo/start/find-program.js';
import { RESULTS } from '../../lib/paths.js';
import { PREPARED_FILE, ROLES } from '../lib/demo.js';
import { Collector } from '../lib/collector.js';
import type { Demo, Prepared, StorageState } from '../lib/demo.js';
import { cookieOf, GrafanaApi, sessionOf } from '../lib/grafana-api.js';
import { Operator } from '../lib/operator.js';
import { runFolder } from './run-folder.js';
import { readDemo, startDemo } from './running-demo.js';
import type { RunningDemo } from './running-demo.js';

const FOLDER = join(RESULTS, 'e2e');
const RUN = runFolder(process.env, FOLDER);
const PEOPLE = { Viewer: 'vera', Editor: 'edda' } as const;

const NO_GRAFANA =
  'No Grafana was found: set GRAFANA_HOME to an installed one, or GRAFANA_URL to one that runs. Only the host page is tested.';

/**
 * One demo for all journeys. E2E_READY_FILE names the ready file of one that runs already and is left running. GRAFANA_URL
 * (with GRAFANA_USER and GRAFANA_PASSWORD of an administrator) names another Grafana than the demo's: with the app, the
 * dashboards and the rules provisioned, and with that demo's collector and Prometheus.
 */
async function demoOf(env: NodeJS.ProcessEnv): Promise<RunningDemo> {
  const { E2E_READY_FILE: readyFile, GRAFANA_URL: url } = env;
  const other = isSet(url) ? url.replace(/\/+$/, '') : undefined;
  const running = isSet(readyFile)
    ? { demo: readDemo(readyFile), stop: async () => {} }
    : await startDemo(
        join(RUN, 'demo.json'),
        other !== undefined || findGrafana(env) === undefined ? ['--no-grafana'] : []
      );
  if (other === undefined) return running;
  const grafana = { url: other, user: env['GRAFANA_USER'] ?? 'admin', password: env['GRAFANA_PASSWORD'] ?? 'admin' };
  return { ...running, demo: { ...running.demo, grafana } };
}

const isSet = (value: string | undefined): value is string => value !== undefined && value !== '';

/** Where a session of the host page is kept: a demo that runs on gives out its link once, also to later runs. */
function sessionFile(demo: Demo, env: NodeJS.ProcessEnv): string {
  if (!isSet(env['E2E_READY_FILE'])) return join(RUN, 'host-session.json');
  return join(FOLDER, `host-session-${createHash('sha256').update(demo.hostPage).digest('hex').slice(0, 16)}.json`);
}

/** The page's link works once, so one session serves every journey. */
async function hostSession(demo: Demo, kept: string): Promise<StorageState> {
  if (existsSync(kept)) {
    const session = JSON.parse(readFileSync(kept, 'utf8')) as StorageState;
    const known = await fetch(`${demo.collector}/api/host/boot`, { headers: { cookie: cookieOf(session) } });
    if (known.ok) return session;
  }
  const response = await fetch(demo.hostPage, { redirect: 'manual' });
  if (response.status !== 200) throw new Error(`The host page answered its own link with ${response.status}.`);
  const session = sessionOf(demo.collector, response.headers.getSetCookie());
  writeFileSync(kept, JSON.stringify(session), { mode: 0o600 });
  return session;
}

/** One person per role. They sign in for each visit: Grafana takes a session's token away as it gets older. */
async function people(demo: Demo): Promise<Prepared['grafana']> {
  const { grafana } = demo;
  if (grafana === undefined) return undefined;
  const api = new GrafanaApi(grafana);
  const password = randomBytes(12).toString('base64url');
  const entries = await Promise.all(
    ROLES.map(async (role) => {
      if (role === 'Admin') return [role, { login: grafana.user, password: grafana.password }];
      const login = PEOPLE[role];
      await api.person(login, password, role);
      return [role, { login, password }];
    })
  );
  return Object.fromEntries(entries) as NonNullable<Prepared['grafana']>;
}

/** Says what is missing before a journey fails over it. @throws Error with one cause and what to do. */
async function checkGrafana(demo: Demo): Promise<void> {
  const { grafana } = demo;
  if (grafana === undefined) return;
  const api = new GrafanaApi(grafana);
  let settings: { readonly enabled: boolean; readonly jsonData?: { readonly collectorUrl?: string } };
  try {
    await api.call('GET', '/api/org');
  } catch (cause) {
    throw new Error(
      `Grafana at ${grafana.url} is out of reach or does not know ${grafana.user}: set GRAFANA_URL, GRAFANA_USER and GRAFANA_PASSWORD to one that runs and to its administrator.`,
      { cause }
    );
  }
  try {
    settings = await api.call('GET', `/api/plugins/${APP_ID}/settings`);
  } catch (cause) {
    throw new Error(
      `Grafana at ${grafana.url} has no app ${APP_ID}: put plugin/dist into its plugin folder, allow it and its panels to load unsigned, and restart it.`,
      { cause }
    );
  }
  const wrong = `configure the app ${APP_ID} of ${grafana.url} for the collector at ${demo.collector}, with its tokens (E2E_READY_FILE keeps both the same).`;
  if (!settings.enabled || settings.jsonData?.collectorUrl === undefined) {
    throw new Error(`It is not enabled or knows no collector: ${wrong}`);
  }
  try {
    await api.call('GET', `/api/plugin-proxy/${APP_ID}/services`);
  } catch (cause) {
    throw new Error(`It does not reach its collector, or not with its read token: ${wrong}`, { cause });
  }
}

async function versionOf({ grafana }: Demo): Promise<string | undefined> {
  if (grafana === undefined) return undefined;
  const { buildInfo } = await new GrafanaApi(grafana).call<{ buildInfo: { version: string } }>(
    'GET',
    '/api/frontend/settings'
  );
  return buildInfo.version;
}

export default async function globalSetup(): Promise<() => Promise<void>> {
  const file = join(RUN, 'prepared.json');
  const running = await demoOf(process.env);
  try {
    await checkGrafana(running.demo);
    const grafana = await people(running.demo);
    if (grafana === undefined) console.log(NO_GRAFANA);
    const session = sessionFile(running.demo, process.env);
    const version = await versionOf(running.demo);
    const opened = await hostSession(running.demo, session);
    const collector = new Collector(running.demo);
    const prepared: Prepared = {
      demo: running.demo,
      found: await new Operator(collector, { demo: running.demo, hostSession: opened }).look(),
      hostSession: opened,
      ...(version === undefined ? {} : { grafanaVersion: version }),
      ...(grafana === undefined ? { noGrafana: NO_GRAFANA } : { grafana }),
    };
    writeFileSync(file, JSON.stringify(prepared), { mode: 0o600 });
    process.env[PREPARED_FILE] = file;
  } catch (error) {
    await running.stop();
    throw error;
  }
  return async () => {
    // They hold tokens, passwords and a session.
    for (const secret of [file, join(RUN, 'host-session.json')]) rmSync(secret, { force: true });
    await running.stop();
  };
}
