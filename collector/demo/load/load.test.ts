import { describe, expect, it } from '@jest/globals';
import { createLoad, type Load } from './load.js';
import type { LoadRequest } from './mix.js';

/** Time that goes on only when told; timers run when they fall due. */
class SteppedClock {
  ms = 0;
  #timer: { readonly at: number; readonly run: () => void } | undefined;
  readonly now = (): number => this.ms;
  readonly monotonic = (): number => this.ms;
  readonly after = (ms: number, run: () => void): (() => void) => {
    this.#timer = { at: this.ms + ms, run };
    return () => (this.#timer = undefined);
  };
  advance(ms: number): void {
    const end = this.ms + ms;
    while (this.#timer !== undefined && this.#timer.at <= end) {
      const { at, run } = this.#timer;
      this.#timer = undefined;
      this.ms = at;
      run();
    }
    this.ms = end;
  }
  /** The process was busy: time went by and no timer ran. */
  stall(ms: number): void {
    this.ms += ms;
  }
}

const setUp = (answer: (what: LoadRequest) => Promise<number>, targets = ['http://a']) => {
  const clock = new SteppedClock();
  const sent: { target: string; what: LoadRequest }[] = [];
  const sender = {
    send: (target: string, what: LoadRequest): Promise<number> => {
      sent.push({ target, what });
      return answer(what);
    },
    close: () => {},
  };
  const load: Load = createLoad({ targets, ratePerSecond: 40, seed: 1, clock, sender });
  return { clock, sent, load };
};

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the load', () => {
  it('offers its rate whatever the answers, also when there are none', async () => {
    const { clock, sent, load } = setUp(() => new Promise(() => {}));
    load.start();
    clock.advance(60_000);
    expect(sent.length).toBeGreaterThan(2200);
    expect(sent.length).toBeLessThan(2600);
  });

  it('counts from when a request was due, not from when it could be sent', async () => {
    const { clock, load } = setUp(() => Promise.resolve(200));
    load.start();
    clock.stall(5000);
    clock.advance(0);
    await settled();
    const { count, meanSeconds } = load.summary();
    expect(count).toBeGreaterThan(150);
    expect(meanSeconds).toBeGreaterThan(2);
    await load.stop();
  });

  it('is the same day for the same seed', () => {
    const [one, two] = [setUp(() => Promise.resolve(200)), setUp(() => Promise.resolve(200))];
    for (const { load, clock } of [one, two]) {
      load.start();
      clock.advance(10_000);
    }
    expect(one.sent).toEqual(two.sent);
  });

  it('goes to its targets in turn', () => {
    const { clock, sent, load } = setUp(() => Promise.resolve(200), ['http://a', 'http://b']);
    load.start();
    clock.advance(1000);
    expect(sent.slice(0, 4).map(({ target }) => target)).toEqual(['http://a', 'http://b', 'http://a', 'http://b']);
  });

  it('tells errors from answers, and one interval from another', async () => {
    let status = 200;
    const { clock, load } = setUp(({ route }) =>
      route === 'search' ? Promise.reject(new Error('gone')) : Promise.resolve(status)
    );
    load.start();
    clock.advance(10_000);
    await settled();
    const middle = clock.monotonic();
    status = 503;
    clock.advance(10_000);
    await settled();
    const before = load.summary(0, middle);
    const after = load.summary(middle);
    expect(before.errors).toBe(before.routes.search?.errors);
    expect(before.routes.search?.errors).toBe(before.routes.search?.count);
    expect(after.errors).toBe(after.count);
    expect(before.count + after.count).toBe((await load.stop()).count);
  });

  it('is a day of dashboards, products, searches, exports and checkouts, some signed in', () => {
    const { clock, sent, load } = setUp(() => Promise.resolve(200));
    load.start();
    clock.advance(300_000);
    const share = (route: string): number => sent.filter(({ what }) => what.route === route).length / sent.length;
    expect(share('product')).toBeCloseTo(0.45, 1);
    expect(share('dashboard')).toBeCloseTo(0.3, 1);
    expect(share('checkout')).toBeCloseTo(0.1, 1);
    expect(sent.some(({ what }) => what.headers['cookie'] !== undefined)).toBe(true);
  });

  it('refuses a rate or a list of targets that make no sense', () => {
    const clock = new SteppedClock();
    expect(() => createLoad({ targets: [], ratePerSecond: 1, seed: 1, clock })).toThrow('target');
    expect(() => createLoad({ targets: ['http://a'], ratePerSecond: 0, seed: 1, clock })).toThrow('rate');
  });
});
