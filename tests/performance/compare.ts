import { interleavedRounds } from '../bench/lib/rounds.js';
import { median } from '../bench/lib/statistics.js';

export interface Comparison {
  /** Median of ours ÷ theirs, round by round. */
  readonly ratio: number;
  readonly ours: number;
  readonly theirs: number;
}

/** Measures both in turn; the first two rounds warm up and are thrown away. */
export async function compare(
  rounds: number,
  ours: () => Promise<number> | number,
  theirs: () => Promise<number> | number
): Promise<Comparison> {
  const all = await interleavedRounds({
    contenders: ['ours', 'theirs'] as const,
    measure: (name) => (name === 'ours' ? ours() : theirs()),
    maxRounds: rounds + 2,
    maxSeconds: 30,
  });
  const measured = all.slice(2);
  return {
    ratio: median(measured.map((round) => round.ours / round.theirs)),
    ours: median(measured.map((round) => round.ours)),
    theirs: median(measured.map((round) => round.theirs)),
  };
}

/** Microseconds of CPU that `work` took. */
export async function cpuOf(work: () => unknown): Promise<number> {
  const begin = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(begin);
  return user + system;
}
