import { ensure, type Checks } from '../lib/checks.js';
import type { Child } from '../lib/child.js';
import { delay } from '../lib/wait.js';
import type { Holding } from './children/measure.js';

const ENDS_WITHIN_MS = 10_000;

/** What is there more often after than before. */
function surplus(before: readonly string[], after: readonly string[]): string[] {
  const left = [...before];
  return after.filter((each) => {
    const at = left.indexOf(each);
    if (at === -1) return true;
    left.splice(at, 1);
    return false;
  });
}

const list = (counts: Readonly<Record<string, number>>): string[] =>
  Object.entries(counts).flatMap(([kind, count]) => Array.from({ length: count }, () => kind));

/** Closes the product in a process of ours: no timer, handle or descriptor is left, and the process ends by itself. */
export async function checkRemains(checks: Checks, name: string, child: Child): Promise<void> {
  await checks.check(`${name}: close() leaves no timer, no handle and no descriptor`, async () => {
    const { before, after } = await child.ask<{ before: Holding; after: Holding }>({ do: 'close' });
    const handles = surplus(list(before.resources), list(after.resources));
    const descriptors = surplus(before.descriptors ?? [], after.descriptors ?? []);
    ensure(after.timers === 0, `${after.timers} timers are left.`);
    ensure(handles.length === 0, `Handles are left: ${handles.join(', ')}.`);
    ensure(descriptors.length === 0, `Descriptors are left: ${descriptors.join(', ')}.`);
    return `${list(after.resources).length} handles and ${after.descriptors?.length ?? 'unknown'} descriptors, as before`;
  });
  await checks.check(`${name}: the process then ends by itself`, async () => {
    const exit = await Promise.race([child.exited, delay(ENDS_WITHIN_MS).then(() => undefined)]);
    ensure(exit !== undefined, `It still runs after ${ENDS_WITHIN_MS / 1000} s.`);
    ensure(exit.code === 0, `It ended with ${exit.code ?? exit.signal}.\n${child.output}`);
    return undefined;
  });
}
