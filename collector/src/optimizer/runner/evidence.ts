import type { JudgingMethod } from '../../contract/index.js';
import type { Evidence } from '../judging/judge.js';
import type { Block, Pair } from '../judging/pairs.js';
import { averagePairs, differenceOf, pairOf } from '../judging/pairs.js';

export interface PhaseBlocks {
  readonly blocks: readonly Block[];
}

/** A phase with fewer comparisons than this says nothing about its direction. */
const MIN_PAIRS_OF_PHASE = 3;

const pairsOf = (blocks: readonly Block[]): Pair[] => blocks.flatMap((block) => pairOf(block) ?? []);

const meanDifference = (pairs: readonly Pair[]): number =>
  pairs.reduce((sum, pair) => sum + differenceOf(pair), 0) / pairs.length;

/** Each two neighbouring phases, whose roles were swapped, comparison by comparison. */
function swapped(phases: readonly (readonly Pair[])[]): Pair[] {
  const pairs: Pair[] = [];
  for (let index = 0; index + 1 < phases.length; index += 2) {
    const second = phases[index + 1] ?? [];
    for (const [position, first] of (phases[index] ?? []).entries()) {
      const other = second[position];
      if (other !== undefined) pairs.push(averagePairs(first, other));
    }
  }
  return pairs;
}

/** Other keys under the new value must say the same: one popular key could speak for a whole side. */
function agree(phases: readonly (readonly Pair[])[]): boolean {
  const speaking = phases.filter((pairs) => pairs.length >= MIN_PAIRS_OF_PHASE).map(meanDifference);
  return speaking.length >= 2 && (speaking.every((mean) => mean < 0) || speaking.every((mean) => mean > 0));
}

/** Brings the phases of a trial together, as its method demands. */
export function evidenceOf(phases: readonly PhaseBlocks[], method: JudgingMethod): Evidence {
  const byPhase = phases.map(({ blocks }) => pairsOf(blocks));
  const blocks = phases.flatMap((phase) => phase.blocks);
  const recent = byPhase.at(-1) ?? [];
  if (method === 'instances') {
    const pairs = swapped(byPhase);
    return { pairs, blocks, recent, balanced: pairs.length > 0 };
  }
  return { pairs: byPhase.flat(), blocks, recent, balanced: method !== 'keys' || agree(byPhase) };
}
