import { readdirSync, readlinkSync } from 'node:fs';
import { systemClock } from '@growth-engine/collector/contract';
import type { Clock } from '@growth-engine/collector/contract';

/** What a process holds, after everything that can be collected was. Bytes. */
export interface Holding {
  readonly heap: number;
  readonly outsideHeap: number;
  readonly resident: number;
  /** What keeps the event loop alive, by kind. */
  readonly resources: Readonly<Record<string, number>>;
  /** What each descriptor leads to; undefined where there is no /proc. */
  readonly descriptors: readonly string[] | undefined;
  /** Timers of the product's clock, also those that keep nothing alive. */
  readonly timers: number;
}

/** The system's clock, which knows how many of its timers have neither run nor been cancelled. */
export function countingClock(): Clock & { readonly pending: number } {
  const pending = new Set<object>();
  return {
    now: () => systemClock.now(),
    monotonic: () => systemClock.monotonic(),
    after(ms, run) {
      const timer = {};
      pending.add(timer);
      const cancel = systemClock.after(ms, () => {
        pending.delete(timer);
        run();
      });
      return () => {
        pending.delete(timer);
        cancel();
      };
    },
    get pending() {
      return pending.size;
    },
  };
}

function descriptors(): readonly string[] | undefined {
  if (process.platform !== 'linux') return undefined;
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      return [readlinkSync(`/proc/self/fd/${descriptor}`).replace(/\[\d+\]$/, '')];
    } catch {
      // That of the reading itself is gone by now.
      return [];
    }
  });
}

/** Node opens a process' own streams when they are first asked for: that is not of the product. */
export function openStreams(): void {
  for (const stream of [process.stdout, process.stderr]) stream.write('');
}

/** Node's own fetch keeps an idle connection for four seconds, whoever asked over it. */
const LAST_CLOSES_WITHIN_MS = 6_000;

/** What is held once no more descriptors are open than `before`, or when that does not come. */
export async function holdingAfter(clock: { readonly pending: number }, before: Holding): Promise<Holding> {
  const deadline = performance.now() + LAST_CLOSES_WITHIN_MS;
  for (;;) {
    // Sockets that were destroyed close in the next turns.
    await new Promise((done) => setTimeout(done, 200));
    const after = holding(clock);
    const opened = (after.descriptors?.length ?? 0) - (before.descriptors?.length ?? 0);
    if (opened <= 0 || performance.now() > deadline) return after;
  }
}

export function holding(clock: { readonly pending: number }): Holding {
  // Twice: what a finalizer lets go of is collected by the second.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  return {
    heap: heapUsed,
    outsideHeap: external,
    resident: rss,
    resources,
    descriptors: descriptors(),
    timers: clock.pending,
  };
}
