import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Clock, Log } from '../contract/index.js';
import type { ContentEncoding } from './negotiation.js';
import type { ScrapeRequest } from './scrape-selection.js';
import type { ExpositionFormat, Instruments } from './types.js';

const compress = promisify(gzip);
/** A sixth smaller than level 1 for as much time; what the levels above save costs four times that. */
const COMPRESSION = { level: 3, chunkSize: 128 * 1024 } as const;

/** The rest of a scrape's time is for rendering and for registries of others. */
const COLLECT_SHARE = 0.75;

/** `only`: names of the probes that are asked for; undefined for all. */
export type Collect = (signal: AbortSignal, only?: ReadonlySet<string>) => Promise<void>;

/** One rendering, given to every scrape that waits for it, compressed at most once. */
export class Body {
  readonly #chunks: readonly Uint8Array[];
  #gzipped: Promise<readonly Uint8Array[]> | undefined;

  constructor(chunks: readonly Uint8Array[]) {
    this.#chunks = chunks;
  }

  encoded(encoding: ContentEncoding): Promise<readonly Uint8Array[]> {
    if (encoding === 'identity') return Promise.resolve(this.#chunks);
    this.#gzipped ??= compress(Buffer.concat(this.#chunks), COMPRESSION).then((whole) => [whole]);
    return this.#gzipped;
  }
}

export interface ScraperOptions {
  readonly instruments: Pick<Instruments, 'expose'>;
  readonly collect: Collect | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** Collects once for all scrapes that come while it does, and renders once for those that want the same. */
export class Scraper {
  readonly #options: ScraperOptions;
  readonly #running = new Map<string, Promise<Body>>();
  /** Collections by what they were asked for. One that has outlived its scrape stays: no second is started beside it. */
  readonly #collecting = new Map<string, Promise<void>>();

  constructor(options: ScraperOptions) {
    this.#options = options;
  }

  /** What can be had within `deadlineMs`. */
  async scrape(format: ExpositionFormat, request: ScrapeRequest, deadlineMs: number): Promise<Body> {
    const key = `${format} ${request.key}`;
    let shared = this.#running.get(key);
    if (shared === undefined) {
      shared = this.#run(format, request, deadlineMs).finally(() => this.#running.delete(key));
      this.#running.set(key, shared);
    }
    const body = await this.#within(deadlineMs * COLLECT_SHARE, shared);
    // The scrape that we joined has more time than we have: take what there is now.
    return body ?? (await this.#render(format, request, AbortSignal.abort()));
  }

  async #run(format: ExpositionFormat, request: ScrapeRequest, deadlineMs: number): Promise<Body> {
    const { clock } = this.#options;
    const begin = clock.monotonic();
    await this.#collect(request, deadlineMs * COLLECT_SHARE);
    const rest = new AbortController();
    const cancel = clock.after(Math.max(0, deadlineMs - (clock.monotonic() - begin)), () => rest.abort());
    try {
      return await this.#render(format, request, rest.signal);
    } finally {
      cancel();
    }
  }

  async #collect({ key, probes }: ScrapeRequest, withinMs: number): Promise<void> {
    const { collect, log } = this.#options;
    if (collect === undefined) return;
    const controller = new AbortController();
    let collecting = this.#collecting.get(key);
    if (collecting === undefined) {
      collecting = (async () => collect(controller.signal, probes))()
        .catch((error: unknown) =>
          log.warn({ err: error }, 'The collection before a scrape failed; the rest is exposed')
        )
        .finally(() => this.#collecting.delete(key));
      this.#collecting.set(key, collecting);
    }
    await this.#within(withinMs, collecting);
    controller.abort();
  }

  async #render(format: ExpositionFormat, { selection }: ScrapeRequest, signal: AbortSignal): Promise<Body> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.#options.instruments.expose(format, signal, selection)) {
      chunks.push(typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk);
    }
    return new Body(chunks);
  }

  /** The result, or undefined when it takes longer than `ms`. */
  #within<T>(ms: number, result: Promise<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      const cancel = this.#options.clock.after(ms, () => resolve(undefined));
      result.then(resolve, reject).finally(cancel);
    });
  }
}
