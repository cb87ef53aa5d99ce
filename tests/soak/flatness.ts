import { ensure, type Checks } from '../lib/checks.js';
import { seededRandom } from '../bench/lib/statistics.js';
import type { Holding } from './children/measure.js';
import { theilSen, type Point, type Slope } from './theil-sen.js';

export interface Sample {
  readonly minutes: number;
  readonly holding: Holding;
}

interface Course {
  readonly title: string;
  readonly unit: 'MB' | '';
  /** Growth per minute that is still called flat; a minute of the soak is 2.4 hours of a day. */
  readonly mostPerMinute: number;
  readonly of: (holding: Holding) => number | undefined;
}

const MEGABYTE = 1e6;
const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

/** At 8,640 requests and 576 scrapes a minute a leak of 40 bytes per request is 0.35 MB a minute. */
const COURSES: readonly Course[] = [
  { title: 'heap after garbage collection', unit: 'MB', mostPerMinute: 0.25, of: ({ heap }) => heap / MEGABYTE },
  {
    title: 'memory outside the heap',
    unit: 'MB',
    mostPerMinute: 0.25,
    of: ({ outsideHeap }) => outsideHeap / MEGABYTE,
  },
  // The allocator keeps what it once had, and gives it back late: flat within what ten minutes may add to it.
  { title: 'resident memory', unit: 'MB', mostPerMinute: 1.5, of: ({ resident }) => resident / MEGABYTE },
  { title: 'active resources', unit: '', mostPerMinute: 0.5, of: ({ resources }) => sum(resources) },
  { title: 'descriptors', unit: '', mostPerMinute: 0.5, of: ({ descriptors }) => descriptors?.length },
  { title: 'timers', unit: '', mostPerMinute: 0.5, of: ({ timers }) => timers },
];

/**
 * Caches fill, code is compiled and a history of a minute and a half is written in the first part of a run: it says nothing
 * of what comes after. A run of less than five minutes still warms up after that, and is judged for what is gross.
 */
const WARM_UP_MINUTES = 100 / 60;
const WARM_UP_SHARE = { least: 1 / 3, most: 0.6 } as const;
const warmUpMinutes = (total: number): number =>
  Math.min(Math.max(total * WARM_UP_SHARE.least, WARM_UP_MINUTES), total * WARM_UP_SHARE.most);
const SHORT_MINUTES = 5;
const SHORT_FACTOR = 4;
const FEWEST_SAMPLES = 12;
/** Two, less the way to the last sample. */
const FEWEST_MINUTES = 1.9;

/** Only the interval's lower end above the bound is growth: a short or noisy run fails for a gross leak alone. */
const isGrowing = ({ interval: [low] }: Slope, mostPerMinute: number): boolean => low > mostPerMinute;

const number = (value: number): string => value.toFixed(Math.abs(value) < 10 ? 2 : 1);

/** That the estimate itself can tell growth from noise, on courses of known slope. */
export async function checkEstimator(checks: Checks): Promise<void> {
  await checks.check(
    'the slope is told from noise, outliers and steps: a planted leak is found, a flat course is not',
    () => {
      const random = seededRandom(7);
      const course = (slope: number): Point[] =>
        Array.from({ length: 80 }, (_, index) => {
          const x = index / 12;
          const outlier = index % 11 === 0 ? 20 * random() : 0;
          return { x, y: 50 + slope * x + 2 * (random() + random() - 1) + outlier };
        });
      const flat = theilSen(course(0));
      const leak = theilSen(course(1));
      ensure(!isGrowing(flat, 0.25), `A flat course was called growing: ${String(flat.interval)}.`);
      ensure(isGrowing(leak, 0.25), `A leak of 1 MB a minute was not found: ${String(leak.interval)}.`);
      ensure(Math.abs(leak.value - 1) < 0.3, `A slope of 1 was estimated as ${leak.value}.`);
      return `slope 0 → ${number(flat.value)}, slope 1 → ${number(leak.value)}`;
    }
  );
}

/** Fails for each quantity that grows faster than its bound. */
export async function checkFlatness(checks: Checks, name: string, samples: readonly Sample[]): Promise<void> {
  if ((samples.at(-1)?.minutes ?? 0) < FEWEST_MINUTES) {
    checks.skip(`${name}: memory, handles and descriptors stay flat`, 'which less than two minutes cannot show');
    return;
  }
  const from = warmUpMinutes(samples.at(-1)?.minutes ?? 0);
  const warm = samples.filter(({ minutes }) => minutes >= from);
  const factor = (samples.at(-1)?.minutes ?? 0) < SHORT_MINUTES - 0.1 ? SHORT_FACTOR : 1;
  for (const { title, unit, mostPerMinute: flat, of } of COURSES) {
    const mostPerMinute = flat * factor;
    const points = warm.flatMap(({ minutes, holding }): Point[] => {
      const value = of(holding);
      return value === undefined ? [] : [{ x: minutes, y: value }];
    });
    const sentence = `${name}: ${title} stays flat`;
    if (points.length < FEWEST_SAMPLES) {
      checks.skip(sentence, `${points.length} samples are too few`);
      continue;
    }
    await checks.check(sentence, () => {
      const slope = theilSen(points);
      const [low, high] = slope.interval;
      const values = points.map(({ y }) => y);
      const detail = `${number(slope.value)} [${number(low)}, ${number(high)}] ${unit} a minute, at most ${mostPerMinute}; ${number(Math.min(...values))} to ${number(Math.max(...values))}, ${points.length} samples`;
      ensure(!isGrowing(slope, mostPerMinute), `It grows: ${detail}.`);
      return detail;
    });
  }
}
