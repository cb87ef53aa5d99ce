import { describe, expect, it } from '@jest/globals';
import { EVICTION_POLICIES, METRICS, type EvictionPolicy } from '../../contract/index.js';
import { seededRandom } from '../../contract/testing/random.js';
import { createInstruments } from '../../instruments/instruments.js';
import { collectText } from '../../instruments/testing/collect-text.js';
import { mix } from '../key-hash.js';
import { replayAuto } from '../simulation/auto-replay.js';
import { replay } from '../simulation/replay.js';
import type { Trace } from '../simulation/trace.js';
import { createCache, type Cache } from '../cache.js';
import type { RequestSample } from '../request-sample.js';
import { ManualClock } from '../../agent/testing/manual-clock.js';
import { createAdaptiveCache } from './adaptive-cache.js';
import { CacheChooser } from './cache-chooser.js';
import { MemoryCoordinator } from './memory-coordinator.js';
import { Rotation } from './rotation.js';

const traceOf = (keys: readonly number[]): Trace => ({
  requests: Int32Array.from(keys),
  distinct: Math.max(...keys) + 1,
});
const loop = (distinct: number, count: number): Trace =>
  traceOf(Array.from({ length: count }, (_, at) => at % distinct));
const ratioOf = ({ hits, requests }: { readonly hits: number; readonly requests: number }): number => hits / requests;

/** Keys that are asked for again soon or never: what recency is made for. */
function recent(count: number): Trace {
  const random = seededRandom(42);
  const keys: number[] = [];
  let fresh = 0;
  for (let at = 0; at < count; at++) {
    const back = Math.floor(-Math.log(1 - random()) * 700) + 1;
    keys.push(at === 0 || random() < 0.3 ? fresh++ : (keys[Math.max(0, at - back)] ?? 0));
  }
  return traceOf(keys);
}

describe('a cache whose policy is chosen', () => {
  it('turns to recency where that hits more, and keeps it', () => {
    const trace = recent(60_000);
    const auto = replayAuto(trace, 1000);
    expect(auto.lastPolicy).toBe('lru');
    expect(ratioOf(auto)).toBeGreaterThan(ratioOf(replay(trace, 'lru', 1000)) - 0.02);
    expect(ratioOf(auto)).toBeGreaterThan(ratioOf(replay(trace, 'w-tinylfu', 1000)) + 0.05);
    expect(auto.events).toMatchObject([
      { event: 'move', to: 'lru' },
      { event: 'outcome', kept: true, policy: 'lru' },
    ]);
  });

  it('does not fall for a loop just above its capacity', () => {
    const trace = loop(1011, 60_000);
    expect(ratioOf(replay(trace, 'lru', 1000))).toBe(0);
    expect(ratioOf(replayAuto(trace, 1000))).toBeGreaterThan(0.85);
  });

  it('does not fall for it either where keys are sampled and the miniature takes it for one that fits', () => {
    const trace = loop(1011, 100_000);
    for (let seed = 1; seed <= 6; seed++)
      expect(ratioOf(replayAuto(trace, 1000, { seed, mostEntries: 200 }))).toBeGreaterThan(0.8);
  });

  it('makes the same choices for the same requests', () => {
    const trace = recent(30_000);
    expect(replayAuto(trace, 500)).toEqual(replayAuto(trace, 500));
  });

  it('changes nothing where it is to predict only', () => {
    const auto = replayAuto(recent(40_000), 1000, { choose: false });
    expect(auto.events).toEqual([]);
    expect(auto.lastPolicy).toBe('w-tinylfu');
    expect(auto.spans.length).toBeGreaterThan(0);
  });

  it('holds for capacities of one and two entries', () => {
    for (const capacity of [1, 2]) {
      const auto = replayAuto(recent(5000), capacity);
      expect(auto.hits).toBeGreaterThan(0);
      for (const { low, hitRatio, high } of auto.spans.flatMap(({ predictions }) => predictions)) {
        expect(low).toBeLessThanOrEqual(hitRatio);
        expect(high).toBeGreaterThanOrEqual(hitRatio);
      }
    }
  });
});

describe('an adaptive cache', () => {
  it('begins with W-TinyLFU, learns from its own look-ups, and gives its memory back where half of it does', () => {
    const clock = new ManualClock();
    const made = createAdaptiveCache<boolean, number>(sampledCache(clock, 1000), { seed: 1 });
    const { cache, chooser } = made;
    const capacity = cache.tunables().find((tunable) => tunable.describe().kind === 'capacity');
    const sized = made.sized({
      free: () => true,
      set(entries) {
        capacity?.set(entries);
        return true;
      },
    });
    expect(cache.policy).toBe('w-tinylfu');
    const coordinator = new MemoryCoordinator({ clock, budgetBytes: () => 1e9, everyMs: 1000 });
    coordinator.add(sized);
    const random = seededRandom(7);
    for (let round = 0; round < 40; round++) {
      for (let at = 0; at < 1000; at++) {
        const key = Math.floor(random() * 300);
        if (cache.get(key) === undefined) cache.set(key, true);
      }
      clock.advance(1000);
    }
    expect(chooser.curves[0]?.points.map(({ capacity }) => capacity)).toContain(500);
    expect(sized.capacity).toBeLessThan(1000);
    expect(sized.hits / sized.lookUps).toBeGreaterThan(0.98);
    coordinator.close();
    chooser.close();
    cache.close();
  });
});

/** A cache that shows its look-ups to a sample. */
const sampledCache =
  (clock: ManualClock, capacity: number) =>
  (policy: EvictionPolicy, sample: RequestSample): Cache<boolean, number> => {
    const instruments = createInstruments({ constantLabels: { service: 'shop' } });
    const cache = createCache<boolean, number>({
      name: 'shop',
      instruments,
      clock,
      capacity,
      ttlSeconds: 3600,
      policy,
    });
    const get = cache.get.bind(cache);
    return Object.assign(cache, {
      get(key: number) {
        const hash = mix(key);
        if (hash >>> 0 < sample.below) sample.requested(hash);
        sample.counted(1);
        return get(key);
      },
    });
  };

describe('the series of a choice', () => {
  it('are predictions with their interval, the error, and moves from 0 on, until it is closed', async () => {
    const instruments = createInstruments({ constantLabels: { service: 'shop' } });
    const cache = {
      ...{ size: 0, capacity: 100, hits: 0, expired: 0, policy: 'w-tinylfu' as EvictionPolicy },
      setPolicy(policy: EvictionPolicy) {
        cache.policy = policy;
      },
    };
    const chooser = new CacheChooser({ cache, seed: 1, series: { instruments, name: 'products' } });
    const text = () => collectText(instruments);
    expect(await text()).toContain(`${METRICS.cache_policy_moves_total.name}{`);
    const random = seededRandom(2);
    for (let at = 0; at < 10_000; at++) {
      chooser.sample.requested(mix(Math.floor(random() ** 3 * 1000)));
      cache.hits += at % 2;
      if (at % 10 === 9) chooser.sample.counted(10);
    }
    const scraped = await text();
    for (const bound of ['low', 'expected', 'high'])
      expect(scraped).toMatch(
        new RegExp(`${METRICS.cache_predicted_hit_ratio.name}\\{[^}]*policy="lru",size="double",bound="${bound}"`)
      );
    expect(scraped).toContain(METRICS.cache_prediction_error_ratio.name);
    expect(chooser.error?.spans).toBeGreaterThan(0);
    chooser.close();
    expect(await text()).not.toContain(`${METRICS.cache_policy_moves_total.name}{`);
  });
});

describe('the rotation of challengers', () => {
  it('begins with those that complement each other', () => {
    expect(new Rotation('w-tinylfu').policies('w-tinylfu')).toEqual(['w-tinylfu', 'lru', 's3-fifo']);
    expect(new Rotation('sieve').policies('sieve')).toEqual(['sieve', 'w-tinylfu', 'lru']);
  });

  it('keeps the better challenger, and gives every other policy its turn', () => {
    const rotation = new Rotation('w-tinylfu');
    const seen = new Set<EvictionPolicy>();
    for (let span = 0; span < 60; span++) {
      rotation.next('w-tinylfu', (policy) => (policy === 's3-fifo' ? 0.01 : -0.1));
      const policies = rotation.policies('w-tinylfu');
      expect(new Set(policies).size).toBe(3);
      expect(policies).toContain('s3-fifo');
      for (const policy of policies) seen.add(policy);
    }
    expect([...seen].sort()).toEqual([...EVICTION_POLICIES].sort());
  });

  it('keeps the former policy beside the one that has replaced it', () => {
    const rotation = new Rotation('w-tinylfu');
    rotation.moved('w-tinylfu', 'lru');
    expect(rotation.policies('lru')).toEqual(['lru', 'w-tinylfu', 's3-fifo']);
  });
});
