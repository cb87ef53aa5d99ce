import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { resolveOptions } from './resolve-options.js';

const dirs: string[] = [];
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true });
});

function file(text: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'growth-engine-options-'));
  dirs.push(dir);
  writeFileSync(join(dir, 'growth-engine.yaml'), text);
  return join(dir, 'growth-engine.yaml');
}

describe('resolveOptions', () => {
  it('fills in SPEC.md’s defaults', () => {
    expect(resolveOptions({ service: 'shop' }, {})).toMatchObject({
      service: 'shop',
      mode: 'propose',
      admission: 'observe',
      slowQueryMs: 200,
      targets: { response_time: 0.5, throughput: 1000 / 60, error_rate: 0.005 },
      thresholds: { cpu: 0.8, memory: 0.8, response_time: 1, error_rate: 0.01 },
      resources: { maxConcurrentRequests: 100, requestTimeoutMs: 30_000, memoryLimitBytes: 2 ** 30, cpuLimit: 0.8 },
      collector: undefined,
    });
  });

  it('takes what is undefined as not given, at every level', () => {
    const route = { id: 'page', path: '/page', capacity: undefined, staleness: undefined };
    const input = { service: undefined, routes: [route], resources: { cpuLimit: undefined } };
    const { service, routes, resources } = resolveOptions(input as never, {});
    expect({ service, routes, cpuLimit: resources.cpuLimit }).toEqual({
      service: 'app',
      routes: [{ id: 'page', path: '/page' }],
      cpuLimit: 0.8,
    });
  });

  it('lets the file stand above the code, and the environment above both', () => {
    const configFile = file('service: from-file\nslowQueryMs: 500\ninstance: from-file\n');
    const options = resolveOptions(
      { service: 'from-code', slowQueryMs: 100, baseUrl: 'http://127.0.0.1:3000', configFile },
      { GROWTH_ENGINE_INSTANCE: 'from-environment', GROWTH_ENGINE_URL: 'http://127.0.0.1:19464' }
    );
    expect(options).toMatchObject({
      service: 'from-file',
      slowQueryMs: 500,
      instance: 'from-environment',
      collector: 'http://127.0.0.1:19464',
      baseUrl: 'http://127.0.0.1:3000',
    });
  });

  it.each<[string, object, RegExp]>([
    ['an unknown key', { slowQueriesMs: 5 }, /slowQueriesMs.*did you mean.*slowQueryMs/i],
    ['a target below its range', { targets: { response_time: -1 } }, /targets\.response_time.*-1.*0\.001/],
    [
      'two routes of one id',
      {
        routes: [
          { id: 'a', path: '/a' },
          { id: 'a', path: '/b' },
        ],
      },
      /unique/,
    ],
    ['a port without a place for its tokens', { listen: { port: 0 } }, /listen.*stateDir/],
    ['an address that is none', { collector: 'localhost' }, /collector.*http:\/\//],
  ])('refuses %s by name', (_, part, message) => {
    expect(() => resolveOptions({ service: 'shop', ...part }, {})).toThrow(message);
  });

  it('says where a file is cut in half', () => {
    expect(() => resolveOptions({ service: 'shop', configFile: file('targets: {response_time: 0.1') }, {})).toThrow(
      /growth-engine\.yaml.*not valid YAML or JSON/
    );
  });
});
