import { readFileSync } from 'node:fs';
import type { AsFound } from './operator.js';

/** What `npm start -- --ready-file FILE` writes, as far as the journeys need it. */
export interface Demo {
  readonly collector: string;
  readonly hostPage: string;
  readonly prometheus?: string;
  readonly grafana?: { readonly url: string; readonly user: string; readonly password: string };
  readonly tokens: { readonly agent: string; readonly read: string; readonly control: string };
  readonly databaseUrl: string;
  readonly shops: readonly string[];
}

export type Role = 'Viewer' | 'Editor' | 'Admin';
export const ROLES = ['Viewer', 'Editor', 'Admin'] as const satisfies readonly Role[];

/** A session of one person, as Playwright stores it. */
export interface StorageState {
  readonly cookies: {
    name: string;
    value: string;
    domain: string;
    path: string;
    expires: number;
    httpOnly: boolean;
    secure: boolean;
    sameSite: 'Strict' | 'Lax' | 'None';
  }[];
  readonly origins: [];
}

/** What the set-up leaves to the journeys. */
export interface Prepared {
  readonly demo: Demo;
  /** What every journey begins with. */
  readonly found: AsFound;
  /** Why there is no Grafana, for people. */
  readonly noGrafana?: string;
  readonly hostSession: StorageState;
  /** Of the Grafana under test. */
  readonly grafanaVersion?: string;
  readonly grafana?: Readonly<Record<Role, { readonly login: string; readonly password: string }>>;
}

/** Names the file in which the set-up leaves it. */
export const PREPARED_FILE = 'GROWTH_ENGINE_E2E_PREPARED';

export function readPrepared(): Prepared {
  const file = process.env[PREPARED_FILE];
  if (file === undefined) throw new Error(`${PREPARED_FILE} is not set: the set-up has not run.`);
  return JSON.parse(readFileSync(file, 'utf8')) as Prepared;
}

export const SERVICE = 'shop';
