import { METRICS, type Clock, type Log } from '../../../contract/index.js';
import { ENCODERS } from '../../encoders.js';
import { readForeignText, type ForeignFamily } from '../../foreign-text.js';
import type { ExpositionFormat, Instruments, Selection } from '../../types.js';
import { MergedSamples } from './merged-samples.js';
import { ThreadTexts } from './thread-texts.js';

const THREADS_PROBE = 'threads';
const SAMPLES_PER_SLICE = 1000;
const PER_PROBE: ReadonlySet<string> = new Set([METRICS.probe_success.name, METRICS.probe_duration_seconds.name]);

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const read = (text: string): Generator<ForeignFamily> =>
  readForeignText(text, { isOpenMetrics: false, take: () => true, collided: () => {}, malformed: () => {} });

/** What of a family a scrape has chosen. */
function chosen(family: ForeignFamily, selection: Selection | undefined): ForeignFamily | undefined {
  if (selection === undefined) return family;
  if (!PER_PROBE.has(family.name)) return selection.includesMetric(family.name) ? family : undefined;
  const samples = family.samples.filter(({ labels }) =>
    selection.includesProbe(/probe="([^"]*)"/.exec(labels)?.[1] ?? '')
  );
  return samples.length === 0 ? undefined : { ...family, samples };
}

export interface ThreadExposition extends Pick<Instruments, 'expose'> {
  close(): void;
}

/**
 * What a process measures in all of its threads: series of worker threads are added to those of the main thread. What a
 * thread that has ended had counted stays counted; one that does not answer keeps its counters as they were, and its gauges
 * are left out. Without threads that measure it is the main thread's own exposition.
 */
export function threadExposition(parts: {
  readonly instruments: Instruments;
  readonly service: string;
  readonly clock: Clock;
  readonly log: Log;
}): ThreadExposition {
  const { instruments, service, clock, log } = parts;
  const success = instruments.gauge(METRICS.probe_success);
  let ended: MergedSamples | undefined;
  const threads = new ThreadTexts(service, clock, (text) => {
    ended ??= new MergedSamples();
    for (const family of read(text)) ended.take(family, { cumulativeOnly: true });
  });
  let wasHeard = true;

  const hear = async (signal: AbortSignal) => {
    const { texts, silent } = await threads.ask(signal);
    const isHeard = silent.length === 0;
    if (!isHeard && wasHeard)
      log.warn({ threads: silent }, 'Not every worker thread answered: its counters stand still until it does');
    wasHeard = isHeard;
    success.bind(THREADS_PROBE).set(isHeard ? 1 : 0);
    return texts;
  };

  return {
    async *expose(format: ExpositionFormat, signal: AbortSignal, selection?: Selection) {
      if (threads.isEmpty && ended === undefined) {
        yield* instruments.expose(format, signal, selection);
        return;
      }
      const texts = await hear(signal);
      let own = '';
      for await (const slice of instruments.expose('text', signal, selection)) own += slice as string;
      const merged = new MergedSamples();
      let taken = 0;
      const take = async (families: Iterable<ForeignFamily>, cumulativeOnly: boolean): Promise<void> => {
        for (const family of families) {
          const wanted = chosen(family, selection);
          if (wanted !== undefined) merged.take(wanted, { cumulativeOnly });
          taken += family.samples.length;
          if (taken < SAMPLES_PER_SLICE) continue;
          taken = 0;
          await nextTurn();
        }
      };
      await take(read(own), false);
      for (const { text, isOld } of texts) await take(read(text), isOld);
      if (ended !== undefined) await take(ended.families(SAMPLES_PER_SLICE), true);
      const encoder = ENCODERS[format];
      for (const piece of encoder.foreign(merged.families(SAMPLES_PER_SLICE))) {
        yield piece;
        await nextTurn();
      }
      if (encoder.end !== '') yield encoder.end;
    },
    close: () => threads.close(),
  };
}
