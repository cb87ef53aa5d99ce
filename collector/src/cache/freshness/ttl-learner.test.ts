import { describe, expect, it } from '@jest/globals';
import { STEP_MS, TtlLearner, type LearnerOptions } from './ttl-learner.js';

const options: LearnerOptions = {
  budget: 0.02,
  declaredSeconds: 10,
  minSeconds: 1,
  maxSeconds: 600,
  reported: false,
};

/** Feeds so many checks per second, of which `changed` says which changed, and follows the TTL from `ttl` on. */
function follow(
  learner: TtlLearner,
  {
    seconds,
    ttl,
    fromMs = 0,
    changed,
  }: { seconds: number; ttl: number; fromMs?: number; changed: (n: number) => boolean }
): number[] {
  const ttls = [ttl];
  let n = 0;
  for (let ms = fromMs + 200; ms <= fromMs + seconds * 1000; ms += 200) {
    const stale = changed(n++);
    learner.checked(ms, 5, stale);
    learner.hit(ms, stale);
    if (ms % STEP_MS === 0) ttls.push(learner.next(ms, ttls.at(-1) ?? ttl));
  }
  return ttls;
}

describe('TtlLearner', () => {
  it('stays at the declared TTL while little is known', () => {
    const learner = new TtlLearner(options);
    for (let check = 0; check < 10; check++) learner.checked(check, 5, false);
    expect(learner.next(STEP_MS, 10)).toBe(10);
  });

  it('falls back to the declared TTL where nothing is known any more, and keeps a lower one', () => {
    const learner = new TtlLearner(options);
    expect(learner.next(STEP_MS, 12)).toBeLessThan(12);
    expect(learner.next(STEP_MS, 3)).toBe(3);
  });

  it('rises with silence in proportion to how long it lasts, by 10 % a step at most, up to its bound', () => {
    const learner = new TtlLearner(options);
    const ttls = follow(learner, { seconds: 2000, ttl: 10, changed: () => false });
    expect(ttls.at(-1)).toBeCloseTo(0.02 * 2000, -1);
    ttls.slice(1).forEach((ttl, index) => expect(ttl / (ttls[index] ?? 1)).toBeLessThanOrEqual(1.1 + 1e-9));
    const short = new TtlLearner({ ...options, maxSeconds: 20 });
    expect(follow(short, { seconds: 2000, ttl: 10, changed: () => false }).at(-1)).toBe(20);
  });

  it('falls at once, by a quarter a step at least, where much is stale, and not below its minimum', () => {
    const learner = new TtlLearner(options);
    const before = follow(learner, { seconds: 2000, ttl: 10, changed: () => false });
    const after = follow(learner, {
      seconds: 20,
      fromMs: 2_000_000,
      ttl: before.at(-1) ?? 0,
      changed: (n) => n % 3 === 0,
    });
    expect(after.at(-1)).toBe(1);
  });

  it('rises to its bound where every update is reported', () => {
    const learner = new TtlLearner({ ...options, reported: true });
    let ttl = 10;
    for (let step = 1; step < 60; step++) ttl = learner.next(step * STEP_MS, ttl);
    expect(ttl).toBe(600);
  });
});
