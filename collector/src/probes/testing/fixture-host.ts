import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HOSTS = fileURLToPath(new URL('../fixtures/hosts', import.meta.url));

/** Hosts whose /proc and cgroups are kept as files: several kernels, containers, and some that have little. */
export const fixtureHosts = (): readonly string[] => readdirSync(HOSTS).sort();

export interface FixtureHost {
  readonly procRoot: string;
  /** What all probes together expose, byte for byte. */
  readonly expectedFile: string;
  remove(): void;
}

/** A copy of the host's files, whose cgroup mounts point into the copy. */
export function unpackHost(name: string): FixtureHost {
  const root = mkdtempSync(join(tmpdir(), 'host-'));
  cpSync(join(HOSTS, name), root, { recursive: true });
  const mountinfo = join(root, 'proc/self/mountinfo');
  writeFileSync(mountinfo, readFileSync(mountinfo, 'utf8').replaceAll('{{ROOT}}', root));
  return {
    procRoot: join(root, 'proc'),
    expectedFile: join(HOSTS, name, 'expected.prom'),
    remove: () => rmSync(root, { recursive: true }),
  };
}
