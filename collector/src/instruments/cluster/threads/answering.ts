import { threadId } from 'node:worker_threads';
import { PROCESS_METRICS } from '../../../contract/metrics/process.js';
import { SYSTEM_METRICS } from '../../../contract/metrics/system.js';
import type { Clock, Log } from '../../../contract/index.js';
import { deadlineOf } from '../../deadline.js';
import type { ScrapedProbes } from '../../scrape-selection.js';
import type { Instruments, Selection } from '../../types.js';
import { noticeThreads } from './endings.js';
import { openLine, openLobby } from './lobby.js';

/** Time for the probes of a thread, which is asked by a scrape that waits no longer than it must. */
const COLLECT_WITHIN_MS = 500;
const RENDER_WITHIN_MS = 5000;

/** Measured per isolate or event loop; all else of a process is the same in each of its threads. */
const PER_THREAD: ReadonlySet<string> = new Set(
  [
    PROCESS_METRICS.process_heap_bytes,
    PROCESS_METRICS.process_event_loop_seconds_total,
    PROCESS_METRICS.process_event_loop_delay_seconds,
    PROCESS_METRICS.process_gc_duration_seconds,
    PROCESS_METRICS.process_active_resources,
  ].map(({ name }) => name)
);
/** The main thread measures these for all: added up they would be so many times too high. */
const OF_THE_PROCESS: ReadonlySet<string> = new Set(
  [...Object.values(PROCESS_METRICS), ...Object.values(SYSTEM_METRICS)]
    .map(({ name }) => name)
    .filter((name) => !PER_THREAD.has(name))
);
const OWN: Selection = {
  includesMetric: (name) => !OF_THE_PROCESS.has(name),
  includesProbe: () => true,
  includesForeign: true,
};

/**
 * Ends with the thread's last numbers, so that what was counted since the last scrape is not lost; so does a thread that ends
 * by itself, by `process.exit` or by an exception. Only `terminate()` leaves it no time for that.
 */
export interface Answering {
  close(): Promise<void>;
}

/** What a worker thread does: tells the main thread what it measures whenever that one asks, once at a time. */
export function answerMainThread(parts: {
  readonly instruments: Instruments;
  readonly probes: ScrapedProbes;
  readonly service: string;
  readonly clock: Clock;
  readonly log: Log;
}): Answering {
  const { instruments, probes, service, clock, log } = parts;

  const textNow = async (): Promise<string> => {
    const collecting = deadlineOf(clock, COLLECT_WITHIN_MS);
    await probes.collect(collecting.signal);
    collecting.end();
    const rendering = deadlineOf(clock, RENDER_WITHIN_MS);
    try {
      let text = '';
      for await (const slice of instruments.expose('text', rendering.signal, OWN)) text += slice as string;
      return text;
    } finally {
      rendering.end();
    }
  };

  let isClosed = false;
  const line = openLine(service, threadId, (message) => {
    if (message.kind !== 'ask' || isClosed) return;
    textNow().then(
      (text) => {
        if (!isClosed) line.send({ kind: 'answer', text });
      },
      (error: unknown) => log.warn({ err: error }, 'This thread could not say what it measures')
    );
  });
  const lobby = openLobby(service, (message) => {
    if (message.kind === 'who') lobby.send({ kind: 'here', thread: threadId });
  });
  lobby.send({ kind: 'here', thread: threadId });
  const sayGoodbye = (): void => line.send({ kind: 'bye', text: instruments.exposeAtOnce(OWN) });
  process.once('exit', sayGoodbye);
  // Threads of this one: only here can it be seen that they end.
  const stopNoticing = noticeThreads((thread) => lobby.send({ kind: 'ended', thread }));

  return {
    async close() {
      if (isClosed) return;
      const text = await textNow();
      isClosed = true;
      process.off('exit', sayGoodbye);
      stopNoticing();
      line.send({ kind: 'bye', text });
      line.close();
      lobby.close();
    },
  };
}
