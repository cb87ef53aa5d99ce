import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../agent/testing/manual-clock.js';
import type { AdmissionMode, RoutePriority, Tunable } from '../contract/index.js';
import { createInstruments } from '../instruments/instruments.js';
import { collectText } from '../instruments/testing/collect-text.js';
import { createAdmission, type AdmissionLimits } from './admission.js';
import type { Deadlined } from './deadlines.js';
import { shedShare } from './shedding.js';

interface Given extends Partial<AdmissionLimits> {
  mode?: AdmissionMode;
  cpu?: number;
  memory?: number;
  random?: number;
}

function setUp(given: Given = {}) {
  const clock = new ManualClock();
  const instruments = createInstruments({ constantLabels: { service: 'shop' } });
  const usage = { cpu: given.cpu ?? 0.1, memory: given.memory ?? 0.1 };
  const admission = createAdmission({
    instruments,
    clock,
    usage: { cpuRatio: () => usage.cpu, memoryRatio: () => usage.memory },
    limits: {
      maxConcurrentRequests: given.maxConcurrentRequests ?? 10,
      cpuRatio: given.cpuRatio ?? 0.8,
      memoryRatio: given.memoryRatio ?? 0.8,
      requestTimeoutMs: given.requestTimeoutMs ?? 30_000,
    },
    mode: given.mode ?? 'enforce',
    random: () => given.random ?? 0.5,
  });
  const admitted = (priority: RoutePriority): boolean => admission.admit('/x', priority, clock.monotonic()).admitted;
  return { admission, admitted, usage, clock, text: () => collectText(instruments) };
}

class Running implements Deadlined {
  earlier: Deadlined | undefined = undefined;
  later: Deadlined | undefined = undefined;
  watched = false;
  expiredAfter: number | undefined = undefined;
  constructor(readonly startedAt: number) {}
  expire(timeoutMs: number): void {
    this.expiredAfter = timeoutMs;
  }
}

describe('admission', () => {
  it('lets low priority use half of the limit, medium 80 %, high all of it', () => {
    const { admission, admitted } = setUp();
    const fill = (priority: RoutePriority): number => {
      while (admitted(priority));
      return admission.inFlight();
    };
    expect([fill('low'), fill('medium'), fill('high')]).toEqual([5, 8, 10]);
    expect(admission.admit('/x', 'high', 0)).toMatchObject({ admitted: false, reason: 'concurrency' });
    admission.release();
    expect(admitted('medium')).toBe(false);
    expect(admitted('high')).toBe(true);
  });

  it('admits one of each priority at a limit of 1', () => {
    for (const priority of ['low', 'medium', 'high'] as const) {
      expect(setUp({ maxConcurrentRequests: 1 }).admitted(priority)).toBe(true);
    }
  });

  it('sheds low priority first as usage rises over its limit, then medium, then high', () => {
    const shares = (usage: number): number[] =>
      (['low', 'medium', 'high'] as const).map((priority) => shedShare(usage, 0.8, priority));
    expect(shares(0.8)).toEqual([0, 0, 0]);
    expect(shares(0.82)[0]).toBeGreaterThan(0);
    expect(shares(0.82).slice(1)).toEqual([0, 0]);
    expect(shares(0.87)[1]).toBeGreaterThan(0);
    expect(shares(0.87)[2]).toBe(0);
    expect(shares(0.92)[2]).toBeGreaterThan(0);
    expect(shares(1.1)).toEqual([1, 1, 1]);
  });

  it('sheds more the further usage is over, by chance and not all at once', () => {
    let before = 0;
    for (let usage = 0.8; usage < 0.95; usage += 0.01) {
      const share = shedShare(usage, 0.8, 'low');
      expect(share).toBeGreaterThanOrEqual(before);
      before = share;
    }
    expect(setUp({ cpu: 0.83, random: 0.05 }).admitted('low')).toBe(false);
    expect(setUp({ cpu: 0.83, random: 0.95 }).admitted('low')).toBe(true);
  });

  it('sheds nothing for a usage that is not known', () => {
    expect(setUp({ cpu: Number.NaN, memory: Number.NaN, random: 0 }).admitted('low')).toBe(true);
  });

  it('says why, when to come back, and counts it under its route', async () => {
    const { admission, text } = setUp({ memory: 0.99, random: 0 });
    expect(admission.admit('/x', 'low', 0)).toEqual({ admitted: false, reason: 'memory', retryAfterSeconds: 5 });
    expect(await text()).toContain(
      'growth_engine_http_requests_rejected_total{service="shop",route="/x",reason="memory"} 1'
    );
  });

  it('only counts what it would have rejected while it observes', async () => {
    const { admission, text } = setUp({ mode: 'observe', maxConcurrentRequests: 1 });
    for (let count = 0; count < 3; count++) expect(admission.admit('/x', 'high', 0).admitted).toBe(true);
    expect(admission.inFlight()).toBe(3);
    const lines = await text();
    expect(lines).toContain(
      'growth_engine_http_requests_rejectable_total{service="shop",route="/x",reason="concurrency"} 2'
    );
    expect(lines).not.toContain('rejected_total{service="shop",route="/x"');
    admission.setMode('enforce');
    expect(admission.mode()).toBe('enforce');
    expect(admission.admit('/x', 'high', 0).admitted).toBe(false);
  });

  it('offers its limit and its time-out as settings', () => {
    const { admission, admitted } = setUp();
    const [concurrency, timeout] = admission.tunables() as [Tunable, Tunable];
    expect(concurrency.describe()).toMatchObject({
      name: 'admission.concurrency',
      kind: 'concurrency_limit',
      default: 10,
    });
    expect(timeout.describe()).toMatchObject({
      name: 'request.timeout',
      kind: 'timeout',
      unit: 'seconds',
      default: 30,
    });
    concurrency.set(1);
    expect([admitted('high'), admitted('high')]).toEqual([true, false]);
    expect(() => concurrency.set(0)).toThrow('admission.concurrency');
    expect(concurrency.get()).toBe(1);
  });

  it('refuses a limit that cannot be right', () => {
    expect(() => setUp({ maxConcurrentRequests: 0 })).toThrow('maxConcurrentRequests is 0');
    expect(() => setUp({ requestTimeoutMs: Number.NaN })).toThrow('requestTimeoutMs is NaN');
  });
});

describe('the time-out of requests', () => {
  it('expires what runs too long, once, and nothing that is over', () => {
    const { admission, clock } = setUp({ requestTimeoutMs: 1000 });
    const [first, second, third] = [
      new Running(clock.monotonic()),
      new Running(clock.monotonic()),
      new Running(clock.monotonic()),
    ];
    for (const request of [first, second, third]) admission.watch(request);
    admission.forget(second);
    clock.advance(999);
    expect(first.expiredAfter).toBeUndefined();
    clock.advance(1);
    expect([first, second, third].map(({ expiredAfter }) => expiredAfter)).toEqual([1000, undefined, 1000]);
    expect(clock.pending).toBe(0);
  });

  it('follows its setting at once', () => {
    const { admission, clock } = setUp({ requestTimeoutMs: 30_000 });
    const running = new Running(clock.monotonic());
    admission.watch(running);
    clock.advance(2000);
    admission.tunables()[1]?.set(1);
    clock.advance(1);
    expect(running.expiredAfter).toBe(1000);
  });

  it('leaves no timer when closed', () => {
    const { admission, clock } = setUp();
    admission.watch(new Running(clock.monotonic()));
    admission.close();
    expect(clock.pending).toBe(0);
  });
});
