import { readFileSync } from 'node:fs';
import { answerParent } from '../../../lib/channel.js';
import { delay } from '../../../lib/wait.js';

const TICKS_PER_SECOND = 100;

/** Microseconds of this process and of the children that it has waited for (proc_pid_stat(5), fields 16 and 17). */
function cpuWithChildren(): number {
  const { user, system } = process.cpuUsage();
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return user + system + ((Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND) * 1e6;
}

/** Answers the parent with microseconds of CPU per collection; `pauseMs` outlasts what a library may remember. */
export function serveCollections(collect: () => Promise<void>, pauseMs: number): void {
  answerParent({
    measure: async ({ collections }) => {
      const count = Number(collections);
      let spent = 0;
      for (let index = 0; index < count; index += 1) {
        if (pauseMs > 0) await delay(pauseMs);
        const begin = cpuWithChildren();
        await collect();
        spent += cpuWithChildren() - begin;
      }
      return spent / count;
    },
  });
}
