import { describe, expect, it } from '@jest/globals';
import type { JudgingMethod } from '../../contract/index.js';
import type { Evidence, Verdict } from './judge.js';
import { judge } from './judge.js';
import type { Block, Cell, Pair } from './pairs.js';
import { pairOf } from './pairs.js';
import { seededRandom } from '../../contract/testing/random.js';

/** A small world: routes with lognormal response times, and numbers of requests that differ from block to block. */
interface World {
  readonly effect: number;
  readonly sigma: number;
  /** Requests per arm and block: mean. */
  readonly requests: readonly [a: number, b: number];
  /** What an incident just over leaves: a factor that halves from block to block. */
  readonly aftermath?: number;
  /** Common drift of both arms: log-sd of an AR(1) with a memory of 20 blocks. */
  readonly drift: number;
}

const ROUTES = [
  { route: '/dashboard', mean: 0.4, share: 0.2 },
  { route: '/search', mean: 0.15, share: 0.3 },
  { route: '/product', mean: 0.05, share: 0.5 },
] as const;

const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

function poisson(mean: number, random: () => number): number {
  let count = 0;
  for (let product = random(); product > Math.exp(-mean); product *= random()) count += 1;
  return count;
}

function run(
  world: World,
  maxBlocks: number,
  seed: number,
  method: JudgingMethod = 'keys'
): { verdict: Verdict; blocks: number } {
  const random = seededRandom(seed);
  const { sigma } = world;
  const cell = (mean: number, count: number): Cell => {
    let sum = 0;
    for (let n = 0; n < count; n++) sum += mean * Math.exp(sigma * normal(random) - sigma ** 2 / 2);
    return { count, sum, sumOfSquares: 0, failures: 0 };
  };
  let level = 0;
  const pairs: Pair[] = [];
  const blocks: Block[] = [];
  for (let n = 1; n <= maxBlocks; n++) {
    level = 0.95 * level + world.drift * Math.sqrt(1 - 0.95 ** 2) * normal(random);
    const scale = Math.exp(level) * (1 + (world.aftermath ?? 0) / 2 ** n);
    const arm = (index: 0 | 1, effect: number): ReadonlyMap<string, Cell> =>
      new Map(
        ROUTES.map(({ route, mean, share }) => [
          route,
          cell(mean * scale * effect, poisson(world.requests[index] * share * (0.5 + random()), random)),
        ])
      );
    const block: Block = { a: arm(0, 1), b: arm(1, world.effect) };
    blocks.push(block);
    const pair = pairOf(block);
    if (pair !== undefined) pairs.push(pair);
    const evidence: Evidence = {
      pairs,
      recent: pairs,
      blocks,
    };
    const { verdict } = judge(evidence, { goal: 'response_time', method, isOver: false });
    if (verdict.kind !== 'undecided') return { verdict, blocks: n };
  }
  return { verdict: { kind: 'undecided' }, blocks: maxBlocks };
}

const many = (world: World, maxBlocks: number, runs: number): ReturnType<typeof run>[] =>
  Array.from({ length: runs }, (_, seed) => run(world, maxBlocks, seed + 1));

const DEMO: World = { effect: 1, sigma: 0.6, requests: [18, 18], drift: 0 };

/** Gain or harm was declared; ending early without either is no claim. */
const isClaim = ({ verdict }: ReturnType<typeof run>): boolean => verdict.kind === 'gain' || verdict.kind === 'harm';

/** Thousands of judgements; a busy machine takes its time. */
const LONG_MS = 300_000;

describe('judging in a simulated world, looking after every block', () => {
  it(
    'decides falsely in at most 5 % of the runs when there is no difference',
    () => {
      const wrong = many(DEMO, 80, 400).filter(isClaim).length;
      expect(wrong / 400).toBeLessThanOrEqual(0.05);
    },
    LONG_MS
  );

  it(
    'stays at most 5 % wrong when one arm has much less traffic',
    () => {
      const wrong = many({ ...DEMO, requests: [30, 8] }, 80, 400).filter(isClaim);
      expect(wrong.length / 400).toBeLessThanOrEqual(0.05);
    },
    LONG_MS
  );

  it(
    'stays at most 5 % wrong when spread is wide and the world drifts for both arms alike',
    () => {
      const wrong = many({ ...DEMO, sigma: 1, drift: 0.5 }, 80, 400).filter(isClaim);
      expect(wrong.length / 400).toBeLessThanOrEqual(0.05);
    },
    LONG_MS
  );

  it.each([0.7, 0.5])(
    'finds a gain to %p of the response time within 40 blocks nearly always',
    (effect) => {
      const runs = many({ ...DEMO, effect }, 40, 150);
      expect(runs.filter(({ verdict }) => verdict.kind === 'gain').length / 150).toBeGreaterThanOrEqual(0.97);
      expect(runs.filter(({ verdict }) => verdict.kind === 'harm')).toHaveLength(0);
    },
    LONG_MS
  );

  it(
    'finds a gain soon after an incident, whose last slow answers still fall into the first blocks',
    () => {
      const runs = many({ ...DEMO, effect: 0.3, sigma: 1, requests: [8, 8], aftermath: 60 }, 30, 100);
      expect(runs.filter(({ verdict }) => verdict.kind === 'gain').length / 100).toBeGreaterThanOrEqual(0.97);
    },
    LONG_MS
  );

  it(
    'claims nothing falsely while an incident dies away',
    () => {
      const wrong = many({ ...DEMO, sigma: 1, requests: [8, 8], aftermath: 60 }, 40, 300).filter(isClaim);
      expect(wrong.length / 300).toBeLessThanOrEqual(0.05);
    },
    LONG_MS
  );

  it(
    'finds a gain to three quarters on all of 40 requests per second within a minute in nine of ten cases',
    () => {
      const runs = many({ ...DEMO, effect: 0.75, sigma: 0.8, requests: [30, 30] }, 38, 150);
      expect(runs.filter(({ verdict }) => verdict.kind === 'gain').length / 150).toBeGreaterThanOrEqual(0.9);
    },
    LONG_MS
  );

  it(
    'finds a harm of twice the response time within ten blocks',
    () => {
      const runs = many({ ...DEMO, effect: 2 }, 15, 200);
      const undone = runs.filter(({ verdict }) => verdict.kind === 'harm' || verdict.kind === 'no-gain');
      expect(undone).toHaveLength(200);
      const found = runs.filter(({ verdict }) => verdict.kind === 'harm').map(({ blocks }) => blocks);
      expect(found.length / 200).toBeGreaterThanOrEqual(0.95);
      expect([...found].sort((a, b) => a - b)[Math.floor(found.length / 2)]).toBeLessThanOrEqual(10);
    },
    LONG_MS
  );
});
