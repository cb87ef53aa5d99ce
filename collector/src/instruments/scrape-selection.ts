import type { Selection } from './types.js';

/** The probes behind an exposition: what `collect[]` and `exclude[]` choose from. */
export interface ScrapedProbes {
  names(): readonly string[];
  /** Names of the metrics that a probe brings. */
  metricsOf(name: string): readonly string[];
  /** Brings all of them up to date, or those that are named; never rejects. */
  collect(signal: AbortSignal, only?: ReadonlySet<string>): Promise<void>;
}

export interface ScrapeRequest {
  /** The same for requests that can share one answer. */
  readonly key: string;
  /** Undefined: everything. */
  readonly selection: Selection | undefined;
  /** Probes to run; undefined: all. */
  readonly probes: ReadonlySet<string> | undefined;
}

/** What is wrong with the request, one sentence. */
export class BadScrapeError extends Error {}

const EVERYTHING: ScrapeRequest = { key: '', selection: undefined, probes: undefined };

function checkNames(parameter: string, wanted: readonly string[], known: readonly string[]): void {
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new BadScrapeError(
    `${parameter} names ${JSON.stringify(unknown)}, which is no probe here; there are: ${known.join(', ') || 'none'}.`
  );
}

/** Metrics that `names` bring and no other probe does. */
function metricsOfOnly(probes: ScrapedProbes, names: ReadonlySet<string>): ReadonlySet<string> {
  const metrics = new Set([...names].flatMap((name) => probes.metricsOf(name)));
  for (const other of probes.names()) {
    if (!names.has(other)) for (const metric of probes.metricsOf(other)) metrics.delete(metric);
  }
  return metrics;
}

/**
 * Reads `collect[]` (these probes and their metrics, nothing else) and `exclude[]` (everything but these) from a URL, as
 * node_exporter has them. @throws BadScrapeError for both at once, and for a name that no probe has.
 */
export function readScrapeRequest(url: string, probes: ScrapedProbes | undefined): ScrapeRequest {
  const query = url.indexOf('?');
  if (query === -1) return EVERYTHING;
  const parameters = new URLSearchParams(url.slice(query + 1));
  const collect = parameters.getAll('collect[]');
  const exclude = parameters.getAll('exclude[]');
  if (collect.length === 0 && exclude.length === 0) return EVERYTHING;
  if (collect.length > 0 && exclude.length > 0) {
    throw new BadScrapeError('collect[] and exclude[] cannot be given together; leave one of them out.');
  }
  const known = probes?.names() ?? [];
  checkNames(collect.length > 0 ? 'collect[]' : 'exclude[]', [...collect, ...exclude], known);
  if (probes === undefined) return EVERYTHING;
  const names = new Set([...collect, ...exclude]);
  const key = `${collect.length > 0 ? 'collect' : 'exclude'} ${[...names].sort().join()}`;
  if (collect.length > 0) {
    const metrics = new Set([...names].flatMap((name) => probes.metricsOf(name)));
    return {
      key,
      probes: names,
      selection: {
        includesMetric: (name) => metrics.has(name),
        includesProbe: (name) => names.has(name),
        includesForeign: false,
      },
    };
  }
  const metrics = metricsOfOnly(probes, names);
  return {
    key,
    probes: new Set(known.filter((name) => !names.has(name))),
    selection: {
      includesMetric: (name) => !metrics.has(name),
      includesProbe: (name) => !names.has(name),
      includesForeign: true,
    },
  };
}
