import type { JudgingMethod } from '../../contract/index.js';
import type { Evidence } from '../judging/judge.js';
import type { Block, Pair } from '../judging/pairs.js';
import { averagePairs, pairOf } from '../judging/pairs.js';

export interface PhaseBlocks {
  readonly blocks: readonly Block[];
}

const pairsOf = (blocks: readonly Block[]): Pair[] => blocks.flatMap((block) => pairOf(block) ?? []);

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

/**
 * Brings the phases of a trial together, as its method demands. Where keys or instances are divided, what sets the two sides
 * apart for good (a popular key, a faster machine) is no effect of the change: it counts with its counterpart after the swap
 * only, in which it cancels out.
 */
export function evidenceOf(phases: readonly PhaseBlocks[], method: JudgingMethod): Evidence {
  const byPhase = phases.map(({ blocks }) => pairsOf(blocks));
  const blocks = phases.flatMap((phase) => phase.blocks);
  if (method === 'keys' || method === 'instances') {
    const pairs = swapped(byPhase);
    // One popular key may make one side many times as fast; instances are alike enough to be guarded from the first block on.
    const recent = method === 'keys' ? pairs : (byPhase.at(-1) ?? []);
    return { pairs, blocks, recent };
  }
  return { pairs: byPhase.flat(), blocks, recent: byPhase.at(-1) ?? [] };
}
