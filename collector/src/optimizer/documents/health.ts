import type { HealthDocument } from '../../contract/index.js';
import type { Service } from '../service/service.js';

/** SPEC.md's checks, which stand in the document even where nothing speaks for them. */
const NAMED = ['database', 'cache', 'memory', 'cpu'] as const;

export interface HealthFacts {
  readonly services: readonly Service[];
  /** Why the store cannot be written, or undefined. */
  readonly storeError: string | undefined;
  readonly uptimeSeconds: number;
  readonly version: string;
}

/** A check over all instances: "ok", or what the first of them complains about. */
function checkOf(services: readonly Service[], name: string): string | undefined {
  const told = services.flatMap(({ fleet }) =>
    fleet.connected.flatMap(({ instance, checks }) => {
      const text = checks[name];
      return text === undefined ? [] : [{ instance, text }];
    })
  );
  const bad = told.find(({ text }) => text !== 'ok');
  if (bad !== undefined) return told.length > 1 ? `${bad.instance}: ${bad.text}` : bad.text;
  return told.length === 0 ? undefined : 'ok';
}

/** `degraded` when a check complains; `unhealthy` when nobody is there to measure or nothing can be remembered. */
export function healthOf({ services, storeError, uptimeSeconds, version }: HealthFacts): HealthDocument {
  const names = new Set<string>(NAMED);
  for (const { fleet } of services) {
    for (const session of fleet.connected) Object.keys(session.checks).forEach((name) => names.add(name));
  }
  const checks: Record<string, string> = {};
  // What nobody uses is not broken: a service without a database has nothing to complain about.
  for (const name of names) checks[name] = checkOf(services, name) ?? 'ok';
  const silent = services.filter(({ fleet }) => fleet.connected.length === 0).map(({ name }) => name);
  const isAlone = services.length === 0 || silent.length === services.length;
  // SPEC.md's document names four checks; these two join them when they have something to say.
  if (isAlone) checks['agents'] = 'No instance is connected.';
  else if (silent.length > 0) checks['agents'] = `No instance of ${silent.join(', ')} is connected.`;
  if (storeError !== undefined) checks['store'] = storeError;
  const isBroken = isAlone || storeError !== undefined;
  const isWell = Object.values(checks).every((text) => text === 'ok');
  return {
    status: isBroken ? 'unhealthy' : isWell ? 'healthy' : 'degraded',
    checks,
    uptime: Math.floor(uptimeSeconds),
    version,
  };
}
