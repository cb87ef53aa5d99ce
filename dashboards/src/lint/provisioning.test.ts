import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { APP_ID, PANEL_IDS } from '@growth-engine/collector/contract';
import { DEFAULT_OPTIONS } from '../outputs.js';

const read = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');

interface Service {
  readonly image?: string;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: object;
}

const text = read('docker-compose.yaml');
const compose = parse(text, { merge: true }) as { readonly services: Readonly<Record<string, Service>> };
const services = Object.entries(compose.services);

describe('docker-compose.yaml', () => {
  it('lets Grafana load the app and each of its panels unsigned', () => {
    const allowed = compose.services['grafana']?.environment?.['GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS'];
    expect(allowed?.split(',')).toEqual([APP_ID, ...Object.values(PANEL_IDS)]);
  });

  it('has no secret of its own: each must be given, and .env.example names exactly those', () => {
    const asked = [...new Set([...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name))];
    const example = [...read('.env.example').matchAll(/^(\w+)=(.*)$/gm)];
    expect(asked.sort()).toEqual(example.map(([, name]) => name).sort());
    expect(example.filter(([, , value]) => value !== '')).toEqual([]);
    expect([...text.matchAll(/\$\{\w+(?!\w*:\?)/g)].map(([match]) => match)).toEqual([]);
  });

  it.each(services)(
    '%s is watched, cannot write its file system, and is reached from this machine only',
    (_, service) => {
      expect(service.healthcheck).toBeDefined();
      expect(service.read_only).toBe(true);
      for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
      expect(service.image).not.toMatch(/:latest$/);
    }
  );

  it('scrapes the services that it starts', () => {
    for (const file of ['collector', 'shops']) {
      const [group] = parse(read(`docker/targets/${file}.yaml`)) as { targets: string[] }[];
      for (const target of group?.targets ?? []) expect(Object.keys(compose.services)).toContain(target.split(':')[0]);
    }
  });
});

describe('provisioning', () => {
  it('names the data source by the uid that the rules ask', () => {
    const file = parse(read('provisioning/datasources/prometheus.yaml')) as { datasources: { uid: string }[] };
    expect(file.datasources.map(({ uid }) => uid)).toEqual([DEFAULT_OPTIONS.datasourceUid]);
  });
  it('switches the app on, with its secrets from the environment', () => {
    const file = parse(read('provisioning/plugins/growth-engine.yaml')) as {
      apps: { type: string; disabled: boolean; secureJsonData: Record<string, string> }[];
    };
    expect(file.apps).toHaveLength(1);
    expect(file.apps[0]).toMatchObject({ type: APP_ID, disabled: false });
    for (const secret of Object.values(file.apps[0]?.secureJsonData ?? {}))
      expect(secret).toMatch(/^\$GROWTH_ENGINE_\w+$/);
  });
});
