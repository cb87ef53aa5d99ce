import { afterEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_TARGETS, DEFAULT_THRESHOLDS, silentLog, systemClock } from '../contract/index.js';
import type { AgentAnswer, AgentReport, DesiredState, SeriesDelta } from '../contract/index.js';
import type { Instruments } from '../instruments/types.js';
import { LinkError } from './http-link.js';
import { Reporter } from './reporter.js';
import { SettingsHost } from './settings-host.js';
import { NumberTunable } from './testing/number-tunable.js';
import { TrialRunner } from './trial-runner.js';

const desired = (revision: number, settings: DesiredState['settings'] = {}): DesiredState => ({
  revision,
  settings,
  owners: {},
  targets: DEFAULT_TARGETS,
  thresholds: DEFAULT_THRESHOLDS,
  admission: 'observe',
  automatic: false,
  trials: [],
});

const answer = (acknowledged: number, state: DesiredState): AgentAnswer => ({
  protocol: 1,
  collectorVersion: '0.0.0',
  acknowledged,
  desired: state,
});

/** A collector that answers by script, one entry a report, and then holds on. */
function scripted(script: readonly ((report: AgentReport) => AgentAnswer)[]): {
  reports: AgentReport[];
  exchange: (report: AgentReport, signal: AbortSignal) => Promise<AgentAnswer>;
  done: Promise<void>;
} {
  const reports: AgentReport[] = [];
  let finish: () => void = () => {};
  const done = new Promise<void>((resolve) => (finish = resolve));
  return {
    reports,
    done,
    async exchange(report, signal) {
      reports.push(report);
      const next = script[reports.length - 1];
      if (next !== undefined) return next(report);
      finish();
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    },
  };
}

let open: Reporter[] = [];
afterEach(async () => {
  await Promise.all(open.map((reporter) => reporter.close()));
  open = [];
});

function start(link: ReturnType<typeof scripted>): { tunable: NumberTunable; reporter: Reporter } {
  const host = new SettingsHost();
  const tunable = new NumberTunable('cache.x.ttl', 2);
  host.add([tunable]);
  let total = 0;
  const totals = (): SeriesDelta[] => [{ metric: 'c', labels: {}, type: 'counter', value: (total += 1) }];
  const reporter = new Reporter({
    link: { exchange: link.exchange, close: () => Promise.resolve() },
    instruments: { totals } as unknown as Instruments,
    host,
    trials: new TrialRunner({ host, clock: systemClock, log: silentLog }),
    clock: systemClock,
    random: () => 0,
    log: silentLog,
    source: {
      identity: { agentVersion: '0', service: 's', instance: 'i', startedAt: 1, bootId: 'b', routes: [] },
      checks: () => ({ database: 'ok' }),
      slowQueries: () => [],
      caches: () => [],
    },
  });
  open.push(reporter);
  reporter.start();
  return { tunable, reporter };
}

describe('Reporter', () => {
  it('converges to what is desired and reports the revision at once', async () => {
    const link = scripted([() => answer(1, desired(4, { 'cache.x.ttl': 8 }))]);
    const { tunable } = start(link);
    await link.done;
    expect(tunable.get()).toBe(8);
    expect(link.reports.map(({ appliedRevision }) => appliedRevision)).toEqual([0, 4]);
    expect(link.reports[1]?.settings[0]).toMatchObject({ name: 'cache.x.ttl', value: 8 });
  });

  it('sends again what was not acknowledged, and loses nothing while the collector is gone', async () => {
    const gone = (): AgentAnswer => {
      throw new LinkError('The collector cannot be reached.', false);
    };
    const link = scripted([gone, gone, (report) => answer(report.batches.at(-1)?.sequence ?? 0, desired(1))]);
    const { reporter } = start(link);
    await link.done;
    expect(link.reports.map(({ batches }) => batches.map(({ sequence }) => sequence))).toEqual([
      [1],
      [1, 2],
      [1, 2, 3],
      [4],
    ]);
    expect(reporter.outage).toBeUndefined();
  });

  it('keeps its settings while the collector is gone and says why', async () => {
    const link = scripted([() => answer(1, desired(2, { 'cache.x.ttl': 9 }))]);
    const failing = { ...link, exchange: link.exchange };
    failing.exchange = async (report, signal) => {
      if (link.reports.length === 1) {
        link.reports.push(report);
        throw new LinkError('The collector at http://127.0.0.1:1 cannot be reached.', false);
      }
      return link.exchange(report, signal);
    };
    const { tunable, reporter } = start(failing);
    while (link.reports.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(tunable.get()).toBe(9);
    expect(reporter.outage).toMatch(/cannot be reached/);
  });
});
