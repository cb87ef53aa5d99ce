import { seededRandom, shuffled } from './statistics.js';

/** Measures every contender once per round, in an order of its own each time, so that what drifts drifts for all. */
export async function interleavedRounds<Name extends string>(options: {
  readonly contenders: readonly Name[];
  readonly measure: (contender: Name) => Promise<number> | number;
  readonly maxRounds: number;
  readonly maxSeconds: number;
  /** Asked after each round; true ends it early. */
  readonly enough?: (rounds: readonly Readonly<Record<Name, number>>[]) => boolean;
  readonly onRound?: (rounds: readonly Readonly<Record<Name, number>>[]) => void;
}): Promise<readonly Readonly<Record<Name, number>>[]> {
  const rounds: Record<Name, number>[] = [];
  const random = seededRandom(1);
  const deadline = performance.now() + options.maxSeconds * 1000;
  while (rounds.length < options.maxRounds && performance.now() < deadline) {
    const round: Partial<Record<Name, number>> = {};
    for (const contender of shuffled(options.contenders, random)) round[contender] = await options.measure(contender);
    rounds.push(round as Record<Name, number>);
    options.onRound?.(rounds);
    if (options.enough?.(rounds) === true) break;
  }
  return rounds;
}
