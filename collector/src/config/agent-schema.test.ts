import { describe, expect, it } from '@jest/globals';
import { parseAgentConfig } from './agent-schema.js';
import { ConfigError } from './errors.js';

const issuesOf = (input: unknown): readonly string[] => {
  try {
    parseAgentConfig(input);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.issues.map((issue) => issue.message);
    throw error;
  }
};

describe('an agent’s configuration', () => {
  it('stands at SPEC.md’s limits when nothing is said', () => {
    const config = parseAgentConfig(undefined);
    expect(config.resources).toEqual({
      maxConcurrentRequests: 100,
      requestTimeoutMs: 30_000,
      memoryLimitBytes: 1_073_741_824,
      cpuLimit: 0.8,
    });
    expect(config.slowQueryMs).toBe(200);
    expect(config.mode).toBe('propose');
    expect(config.listen).toBeUndefined();
  });

  it('switches probes by name, and says which there are', () => {
    expect(parseAgentConfig({ probes: { disable: ['gc'] } }).probes).toEqual({ enable: [], disable: ['gc'] });
    expect(issuesOf({ probes: { disable: ['gcc'] } })).toEqual([
      'probes.disable[0] is "gcc"; it must be one of process, process_cpu, process_memory, event_loop, gc, peer, cpu, memory, disk, filesystem, network, pressure.',
    ]);
  });

  it('keeps a route’s cacheKey function as it is', () => {
    const cacheKey = () => 'k';
    const [route] = parseAgentConfig({ routes: [{ id: 'a', path: '/a', cacheStrategy: 'short', cacheKey }] }).routes;
    expect(route?.cacheKey).toBe(cacheKey);
  });

  it.each([
    [
      {
        routes: [
          { id: 'a', path: '/a' },
          { id: 'a', path: '/b' },
        ],
      },
      'routes[1].id is "a"; it must be unique, and routes[0] has the same id.',
    ],
    [
      {
        routes: [
          { id: 'a', path: '/a' },
          { id: 'b', path: '/a' },
        ],
      },
      'routes[1].path is "/a"; it must be unique, and routes[0] has the same path.',
    ],
    [
      { routes: [{ id: 'a', path: 'a' }] },
      'routes[0].path is "a"; it must be an Express path that begins with /, e.g. /products/:id.',
    ],
    [
      { routes: [{ id: 'a', path: '/a', cacheStrategy: 'forever' }] },
      'routes[0].cacheStrategy is "forever"; it must be one of instant, short, medium, long, persistent.',
    ],
    [
      { routes: [{ id: 'a', path: '/a', ttlSeconds: 60, maxStalenessSeconds: 30 }] },
      'must not have a ttlSeconds above its maxStalenessSeconds.',
    ],
    [{ resources: { cpuLimit: 80 } }, 'resources.cpuLimit is 80; it must be a share (0.8 is 80 %) between 0.05 and 1.'],
    [{ colector: 'http://localhost' }, 'colector is not a known key; did you mean collector?'],
    [
      { collector: 'localhost:19464' },
      'collector is "localhost:19464"; it must be the URL of the collector, beginning with http:// or https://.',
    ],
    ['shop', 'The document is "shop"; it must be an object with the keys service'],
  ])('refuses %j in one sentence', (input, message) => {
    expect(issuesOf(input)).toEqual([expect.stringContaining(message)]);
  });
});
