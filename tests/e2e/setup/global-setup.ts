import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findGrafana } from '../../../collector/demo/start/find-program.js';
import { RESULTS } from '../../lib/paths.js';
import { PREPARED_FILE, ROLES } from '../lib/demo.js';
import type { Demo, Prepared, Role, StorageState } from '../lib/demo.js';
import { GrafanaApi, sessionOf, signIn } from '../lib/grafana-api.js';
import { readDemo, startDemo } from './running-demo.js';
import type { RunningDemo } from './running-demo.js';

const FOLDER = join(RESULTS, 'e2e');
const PEOPLE = { Viewer: 'vera', Editor: 'edda' } as const;

const NO_GRAFANA =
  'No Grafana was found: set GRAFANA_HOME to an installed one, or GRAFANA_URL to one that runs. Only the host page is tested.';

/**
 * One demo for all journeys. E2E_READY_FILE names the ready file of one that runs already and is left running. GRAFANA_URL
 * (with GRAFANA_USER and GRAFANA_PASSWORD) names another Grafana than the demo's; its app must know that demo's collector.
 */
async function demoOf(env: NodeJS.ProcessEnv): Promise<RunningDemo> {
  const { E2E_READY_FILE: readyFile, GRAFANA_URL: url } = env;
  const other = url === undefined || url === '' ? undefined : url.replace(/\/+$/, '');
  const running =
    readyFile === undefined || readyFile === ''
      ? await startDemo(
          join(FOLDER, 'demo.json'),
          other !== undefined || findGrafana(env) === undefined ? ['--no-grafana'] : []
        )
      : { demo: readDemo(readyFile), stop: async () => {} };
  if (other === undefined) return running;
  const grafana = { url: other, user: env['GRAFANA_USER'] ?? 'admin', password: env['GRAFANA_PASSWORD'] ?? 'admin' };
  return { ...running, demo: { ...running.demo, grafana } };
}

/** The page's link works once, so one session serves every journey. */
async function hostSession(demo: Demo): Promise<StorageState> {
  const kept = join(FOLDER, 'host-session.json');
  if (existsSync(kept)) {
    const session = JSON.parse(readFileSync(kept, 'utf8')) as StorageState;
    const cookie = session.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const known = await fetch(`${demo.collector}/api/host/boot`, { headers: { cookie } });
    if (known.ok) return session;
  }
  const response = await fetch(demo.hostPage, { redirect: 'manual' });
  if (response.status !== 200) throw new Error(`The host page answered its own link with ${response.status}.`);
  const session = sessionOf(demo.collector, response.headers.getSetCookie());
  writeFileSync(kept, JSON.stringify(session), { mode: 0o600 });
  return session;
}

async function people(demo: Demo): Promise<Prepared['grafana']> {
  const { grafana } = demo;
  if (grafana === undefined) return undefined;
  const api = new GrafanaApi(grafana);
  const password = randomBytes(12).toString('base64url');
  const entries = await Promise.all(
    ROLES.map(async (role) => {
      if (role === 'Admin') {
        return [role, { login: grafana.user, session: await signIn(grafana.url, grafana.user, grafana.password) }];
      }
      const login = PEOPLE[role];
      await api.person(login, password, role);
      return [role, { login, session: await signIn(grafana.url, login, password) }];
    })
  );
  return Object.fromEntries(entries) as Record<Role, { login: string; session: StorageState }>;
}

export default async function globalSetup(): Promise<() => Promise<void>> {
  mkdirSync(FOLDER, { recursive: true });
  const file = join(FOLDER, 'prepared.json');
  const running = await demoOf(process.env);
  try {
    const grafana = await people(running.demo);
    if (grafana === undefined) console.log(NO_GRAFANA);
    const prepared: Prepared = {
      demo: running.demo,
      hostSession: await hostSession(running.demo),
      ...(grafana === undefined ? { noGrafana: NO_GRAFANA } : { grafana }),
    };
    writeFileSync(file, JSON.stringify(prepared), { mode: 0o600 });
    process.env[PREPARED_FILE] = file;
  } catch (error) {
    await running.stop();
    throw error;
  }
  return async () => {
    // It holds tokens and sessions.
    rmSync(file, { force: true });
    await running.stop();
  };
}
