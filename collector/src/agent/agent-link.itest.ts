import { afterEach, describe, expect, it } from '@jest/globals';
import { AGENT_PROTOCOL, DEFAULT_TARGETS, DEFAULT_THRESHOLDS, silentLog, systemClock } from '../contract/index.js';
import type { AgentLink, AgentReport, CacheReport, Control } from '../contract/index.js';
import { fixedReport } from '../cache/declared-cache.js';
import { createControl } from '../optimizer/control.js';
import { DEFAULT_TIMING } from '../optimizer/timing.js';
import { createServer } from '../server/server.js';
import { createMemoryStore } from '../store/index.js';
import { createHttpLink } from './http-link.js';
import { createInProcessLink } from './in-process-link.js';

const TOKENS = { agent: 'agent-token-0123456789', read: 'read-token-0123456789', control: 'control-token-0123456789' };
const ACTOR = { kind: 'terminal', name: 'test' } as const;

const systemDelay = (ms: number): Promise<string> => new Promise((resolve) => setTimeout(() => resolve('held'), ms));

let cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.reverse()) await step();
  cleanUp = [];
});

async function collector(): Promise<Control> {
  const control = await createControl({
    store: createMemoryStore(systemClock),
    clock: systemClock,
    random: Math.random,
    log: silentLog,
    version: '9.9.9',
    defaults: { targets: DEFAULT_TARGETS, thresholds: DEFAULT_THRESHOLDS, mode: 'propose', admission: 'observe' },
    timing: DEFAULT_TIMING,
  });
  cleanUp.push(() => control.close());
  return control;
}

async function overHttp(control: Control, token: string = TOKENS.agent): Promise<AgentLink> {
  const server = await createServer({
    control,
    config: { listen: { port: 0 } },
    tokens: TOKENS,
    metricsHandler: (_, response) => void response.end(),
    clock: systemClock,
    log: silentLog,
    version: '9.9.9',
    ready: () => undefined,
  });
  cleanUp.push(() => server.close());
  return createHttpLink({ url: server.url ?? '', token });
}

const report = (part: Partial<AgentReport> = {}): AgentReport => ({
  protocol: AGENT_PROTOCOL,
  agentVersion: '9.9.9',
  service: 'shop',
  instance: 'shop-1',
  startedAt: 1_700_000_000_000,
  bootId: 'boot',
  appliedRevision: 0,
  refused: {},
  settings: [],
  trials: [],
  batches: [{ first: 1, sequence: 1, durationMs: 1000, series: [], blocks: [] }],
  checks: {},
  slowQueries: [],
  routes: [],
  holdMs: 0,
  ...part,
});

const IMPLEMENTATIONS: readonly [string, (control: Control) => Promise<AgentLink>][] = [
  ['in process', async (control) => createInProcessLink(async () => control.link)],
  ['over HTTP', async (control) => overHttp(control)],
];

describe.each(IMPLEMENTATIONS)('AgentLink %s', (_, open) => {
  async function linked(): Promise<{ control: Control; link: AgentLink; signal: AbortSignal; abort: () => void }> {
    const control = await collector();
    const link = await open(control);
    const stop = new AbortController();
    cleanUp.push(() => link.close());
    return { control, link, signal: stop.signal, abort: () => stop.abort() };
  }

  it('answers with what is desired and acknowledges what it took in', async () => {
    const { link, signal } = await linked();
    const answer = await link.exchange(report(), signal);
    expect(answer).toMatchObject({ protocol: AGENT_PROTOCOL, collectorVersion: '9.9.9', acknowledged: 1 });
    expect(answer.desired).toMatchObject({ targets: DEFAULT_TARGETS, thresholds: DEFAULT_THRESHOLDS, trials: [] });
  });

  it('holds a report until something is desired, and answers at once then', async () => {
    const { control, link, signal } = await linked();
    const first = await link.exchange(report(), signal);
    let settled = false;
    const held = link
      .exchange(report({ appliedRevision: first.desired.revision, holdMs: 2000 }), signal)
      .finally(() => (settled = true));
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(settled).toBe(false);
    await control.setTargets('shop', { response_time: 0.123 }, ACTOR);
    const answer = await held;
    expect(answer.desired.targets.response_time).toBe(0.123);
    expect(answer.desired.revision).not.toBe(first.desired.revision);
  });

  it('answers unchanged when the hold ends', async () => {
    const { link, signal } = await linked();
    const first = await link.exchange(report(), signal);
    const again = await link.exchange(report({ appliedRevision: first.desired.revision, holdMs: 50 }), signal);
    expect(again.desired.revision).toBe(first.desired.revision);
  });

  it('keeps what was told of the caches until something else is told', async () => {
    const { control, link, signal } = await linked();
    const told: CacheReport = {
      ...fixedReport('products', 'w-tinylfu'),
      chooses: { policy: true, capacity: true },
      curves: [{ policy: 'w-tinylfu', points: [{ capacity: 50, hitRatio: 0.4, low: 0.38, high: 0.42 }] }],
    };
    const { cache: _, ...row } = told;
    await link.exchange(report({ caches: [told] }), signal);
    await link.exchange(report({ batches: [] }), signal);
    expect(control.caches('shop')).toMatchObject([{ cache: 'products', instances: [{ instance: 'shop-1', ...row }] }]);
    await link.exchange(report({ batches: [], caches: [fixedReport('products', 'sieve')] }), signal);
    expect(control.caches('shop')[0]?.instances[0]).toMatchObject({ policy: 'sieve', curves: [], capacity: 0 });
  });

  it('says whether a process may move what it chooses: in mode apply, and not frozen', async () => {
    const { control, link, signal } = await linked();
    const automatic = async (): Promise<boolean> => (await link.exchange(report(), signal)).desired.automatic;
    expect(await automatic()).toBe(false);
    await control.setMode('shop', { mode: 'apply' }, ACTOR);
    expect(await automatic()).toBe(true);
    await control.freeze('shop', { seconds: 3600 }, ACTOR);
    expect(await automatic()).toBe(false);
  });

  it('names both protocols when they differ', async () => {
    const { link, signal } = await linked();
    await expect(link.exchange(report({ protocol: 99 }), signal)).rejects.toThrow(/99/);
  });

  it('lets go when the agent is told to stop', async () => {
    const { link, signal, abort } = await linked();
    const first = await link.exchange(report(), signal);
    const held = link.exchange(report({ appliedRevision: first.desired.revision, holdMs: 2000 }), signal);
    setTimeout(abort, 50);
    const outcome = await Promise.race([
      held.then(
        () => 'let go',
        () => 'let go'
      ),
      systemDelay(1000),
    ]);
    expect(outcome).toBe('let go');
  });
});

describe('AgentLink over HTTP only', () => {
  it('says what to do when the token is refused', async () => {
    const link = await overHttp(await collector(), 'not-the-token-0123456');
    await expect(link.exchange(report(), new AbortController().signal)).rejects.toThrow(
      /refused the agent token.*GROWTH_ENGINE_AGENT_TOKEN/
    );
  });

  it('says that the application runs on when the collector cannot be reached', async () => {
    const link = createHttpLink({ url: 'http://127.0.0.1:9', token: undefined });
    await expect(link.exchange(report(), new AbortController().signal)).rejects.toThrow(
      /cannot be reached.*runs on with its present settings/
    );
  });
});
