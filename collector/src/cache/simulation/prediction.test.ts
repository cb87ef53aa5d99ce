import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../../contract/testing/random.js';
import { mix } from '../key-hash.js';
import { hitRatioAt, hitRatioCurves } from './hit-ratio-curve.js';
import { KEY_GROUPS, Miniature } from './miniature.js';
import { bracketWidth, predict, type Prediction } from './prediction.js';
import { SimulatedPolicy } from './simulated-policy.js';

const groups = (...values: number[]): Float64Array =>
  Float64Array.from({ length: KEY_GROUPS }, (_, i) => values[i] ?? 0);
const predicted = (misses: Float64Array, lookUps: number, rate: number): Prediction =>
  predict('lru', 1000, { lookUps, rate, misses, smaller: misses, larger: misses });

/** Predictions of a simulated policy for requests of which every `rate`-th key is sampled. */
function simulate(policy: SimulatedPolicy, keys: Iterable<number>): readonly Prediction[] {
  let lookUps = 0;
  for (const key of keys) {
    lookUps++;
    const hash = mix(key ^ 0x51ed);
    if (hash >>> 0 < policy.below) policy.request(hash >>> 0, mix(hash ^ 77));
  }
  return policy.predictions(lookUps);
}

function* loop(distinct: number, lookUps: number): Generator<number> {
  for (let at = 0; at < lookUps; at++) yield at % distinct;
}

describe('a prediction', () => {
  it('counts requests that are missing in the sample as hits (SHARDS, corrected)', () => {
    // 1,000 look-ups at a rate of 0.1: 100 expected, 90 came, 60 of them hit.
    const [lookUps, rate, came, hits] = [1000, 0.1, 90, 60];
    const corrected = (hits + lookUps * rate - came) / (lookUps * rate);
    expect(predicted(groups(came - hits), lookUps, rate).hitRatio).toBeCloseTo(corrected, 12);
  });

  it('is as good as certain where every key is simulated, whatever the groups say', () => {
    const { hitRatio, low, high } = predicted(groups(10, 50, 0, 40), 1000, 1);
    expect(hitRatio).toBeCloseTo(0.9, 12);
    expect(high - low).toBeLessThanOrEqual(0.0021);
  });

  it('is less certain the more the groups of keys differ', () => {
    const alike = predicted(new Float64Array(KEY_GROUPS).fill(5), 8000, 0.1);
    const unlike = predicted(groups(40, 0, 20, 0, 20), 8000, 0.1);
    expect(unlike.hitRatio).toBeCloseTo(alike.hitRatio, 12);
    expect(unlike.high - unlike.low).toBeGreaterThan(2 * (alike.high - alike.low));
  });

  it('stays a ratio where the sample is unlucky', () => {
    expect(predicted(groups(500), 1000, 0.1)).toMatchObject({ hitRatio: 0, low: 0 });
  });

  it('needs no neighbours where every key is simulated', () => {
    expect(bracketWidth(1000, 1)).toBe(0);
    expect(bracketWidth(100, 0.1)).toBe(Math.round(2.5 * Math.sqrt(90)));
  });
});

describe('the interval at the cliff of a loop', () => {
  it.each([1000, 1011, 1030])('of 1,011 keys is wide at %i entries and holds what comes', (capacity) => {
    const policy = new SimulatedPolicy('lru', capacity, 400);
    const [, present] = simulate(policy, loop(1011, 40_000));
    const full = new Miniature('lru', capacity);
    for (const key of loop(1011, 40_000)) full.request(mix(key));
    const achieved = 1 - full.missed / full.requests;
    expect(present?.low).toBeLessThanOrEqual(achieved);
    expect(present?.high).toBeGreaterThanOrEqual(achieved);
    expect((present?.high ?? 0) - (present?.low ?? 0)).toBeGreaterThan(0.5);
  });

  it('is narrow far from it', () => {
    const [, present] = simulate(new SimulatedPolicy('lru', 2000, 400), loop(1011, 40_000));
    expect(present?.low).toBeGreaterThan(0.9);
    const [half] = simulate(new SimulatedPolicy('lru', 1000, 400), loop(1011, 40_000));
    expect(half?.high).toBeLessThan(0.2);
  });
});

describe('intervals of sampled simulations', () => {
  it('hold the hit ratio in full size at least nine times out of ten', () => {
    let inside = 0;
    let all = 0;
    let error = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const random = seededRandom(seed);
      const keys = Array.from({ length: 30_000 }, () => Math.floor(random() ** 4 * 8000) * 64 + seed);
      for (const name of ['lru', 's3-fifo'] as const) {
        const predictions = simulate(new SimulatedPolicy(name, 1000, 400), keys);
        for (const { capacity, hitRatio, low, high } of predictions) {
          const full = new Miniature(name, capacity);
          for (const key of keys) full.request(mix(key));
          const achieved = 1 - full.missed / full.requests;
          error += Math.abs(hitRatio - achieved);
          all++;
          if (low <= achieved && achieved <= high) inside++;
        }
      }
    }
    expect(inside / all).toBeGreaterThanOrEqual(0.9);
    expect(error / all).toBeLessThan(0.02);
  });
});

describe('a hit-ratio curve', () => {
  const point = (capacity: number, hitRatio: number): Prediction => ({
    policy: 'lru',
    capacity,
    hitRatio,
    low: hitRatio - 0.01,
    high: hitRatio + 0.01,
  });
  const [curve] = hitRatioCurves([point(200, 0.9), point(100, 0.5), { ...point(100, 0.4), policy: 'fifo' }]);

  it('has the points of one policy, the smallest capacity first', () => {
    expect(curve?.points.map(({ capacity }) => capacity)).toEqual([100, 200]);
  });

  it('is interpolated, and knows nothing of where between two points a cliff stands', () => {
    if (curve === undefined) throw new Error('no curve');
    expect(hitRatioAt(curve, 150)).toEqual({ policy: 'lru', capacity: 150, hitRatio: 0.7, low: 0.49, high: 0.91 });
    expect(hitRatioAt(curve, 200)).toEqual(point(200, 0.9));
    expect(hitRatioAt(curve, 99)).toBeUndefined();
    expect(hitRatioAt(curve, 201)).toBeUndefined();
  });
});
