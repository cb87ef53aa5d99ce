import { METRICS, type Log } from '../../contract/index.js';
import { ENCODERS } from '../encoders.js';
import { readForeignText, type ForeignFamily, type ForeignSample } from '../foreign-text.js';
import type { ExpositionFormat, Instruments, Selection } from '../types.js';
import type { Siblings, SiblingText } from './siblings.js';

/** Label that tells the workers of one port apart. */
export const WORKER_LABEL = 'worker';
const WORKERS_PROBE = 'workers';
const SAMPLES_PER_SLICE = 1000;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** As Prometheus does with a label of a target: what had the name keeps its value under another. */
function withWorker(labels: string, worker: string): string {
  const others = labels.slice(1, -1).replace(new RegExp(`(^|,)${WORKER_LABEL}="`), `$1exported_${WORKER_LABEL}="`);
  return `{${others === '' ? '' : `${others},`}${WORKER_LABEL}="${worker}"}`;
}

interface Merged {
  readonly family: ForeignFamily;
  readonly samples: ForeignSample[];
}

/** All families once, with the samples of every worker. */
async function merge(texts: readonly SiblingText[]): Promise<ReadonlyMap<string, Merged>> {
  const families = new Map<string, Merged>();
  const nothing = (): void => {};
  const seen = new Set<string>();
  for (const { worker, text } of texts) {
    // While PM2 reloads, the one that goes and the one that comes have the same number: a series may be there once only.
    if (seen.has(worker)) continue;
    seen.add(worker);
    const options = { isOpenMetrics: false, take: () => true, collided: nothing, malformed: nothing };
    for (const family of readForeignText(text, options)) {
      let merged = families.get(family.name);
      if (merged === undefined) families.set(family.name, (merged = { family, samples: [] }));
      for (const sample of family.samples) {
        merged.samples.push({ ...sample, labels: withWorker(sample.labels, worker) });
      }
      await nextTurn();
    }
  }
  return families;
}

function* slices(merged: Iterable<Merged>, selection: Selection | undefined): Generator<ForeignFamily> {
  for (const { family, samples } of merged) {
    if (selection?.includesMetric(family.name) === false) continue;
    for (let from = 0; from < samples.length; from += SAMPLES_PER_SLICE) {
      yield { ...family, samples: samples.slice(from, from + SAMPLES_PER_SLICE), isContinued: from > 0 };
    }
  }
}

/**
 * What all workers of a port measure, each under its own `worker`: whichever of them is asked, a counter is the one that it
 * was before. Histograms are the classic ones, without exemplars.
 */
export function clusterExposition(parts: {
  readonly instruments: Pick<Instruments, 'expose' | 'gauge'>;
  readonly siblings: Siblings;
  readonly log: Log;
}): Pick<Instruments, 'expose'> {
  const { instruments, siblings, log } = parts;
  const success = instruments.gauge(METRICS.probe_success);
  let wasHeard = true;
  return {
    async *expose(format: ExpositionFormat, signal: AbortSignal, selection?: Selection) {
      const { texts, failures } = await siblings.ask(signal);
      if (failures.length > 0 && wasHeard)
        log.warn({ failures }, 'Not every worker was heard: its series are left out');
      wasHeard = failures.length === 0;
      success.bind(WORKERS_PROBE).set(wasHeard ? 1 : 0);
      let own = '';
      for await (const slice of instruments.expose('text', signal, selection)) own += slice as string;
      const families = await merge([{ worker: siblings.worker, text: own }, ...texts]);
      const encoder = ENCODERS[format];
      for (const piece of encoder.foreign(slices(families.values(), selection))) {
        yield piece;
        await nextTurn();
      }
      if (encoder.end !== '') yield encoder.end;
    },
  };
}
