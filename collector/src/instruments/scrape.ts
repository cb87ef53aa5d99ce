import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Clock, Log } from '../contract/index.js';
import type { ContentEncoding } from './negotiation.js';
import type { ExpositionFormat, Instruments } from './types.js';

const compress = promisify(gzip);
const COMPRESSION = { level: 1, chunkSize: 128 * 1024 } as const;

/** The rest of a scrape's time is for rendering and for registries of others. */
const COLLECT_SHARE = 0.75;

export type Collect = (signal: AbortSignal) => Promise<void>;

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
  readonly instruments: Instruments;
  readonly collect: Collect | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** Collects and renders once for all scrapes that come while it does. */
export class Scraper {
  readonly #options: ScraperOptions;
  readonly #running = new Map<ExpositionFormat, Promise<Body>>();
  /** A collection that has outlived its scrape; a second is not started beside it. */
  #collecting: Promise<void> | undefined;

  constructor(options: ScraperOptions) {
    this.#options = options;
  }

  /** What can be had within `deadlineMs`. */
  async scrape(format: ExpositionFormat, deadlineMs: number): Promise<Body> {
    let shared = this.#running.get(format);
    if (shared === undefined) {
      shared = this.#run(format, deadlineMs).finally(() => this.#running.delete(format));
      this.#running.set(format, shared);
    }
    const body = await this.#within(deadlineMs * COLLECT_SHARE, shared);
    // The scrape that we joined has more time than we have: take what there is now.
    return body ?? (await this.#render(format, AbortSignal.abort()));
  }

  async #run(format: ExpositionFormat, deadlineMs: number): Promise<Body> {
    const { clock } = this.#options;
    const begin = clock.monotonic();
    await this.#collect(deadlineMs * COLLECT_SHARE);
    const rest = new AbortController();
    const cancel = clock.after(Math.max(0, deadlineMs - (clock.monotonic() - begin)), () => rest.abort());
    try {
      return await this.#render(format, rest.signal);
    } finally {
      cancel();
    }
  }

  async #collect(withinMs: number): Promise<void> {
    const { collect, log } = this.#options;
    if (collect === undefined) return;
    const controller = new AbortController();
    this.#collecting ??= (async () => collect(controller.signal))()
      .catch((error: unknown) => log.warn({ err: error }, 'The collection before a scrape failed; the rest is exposed'))
      .finally(() => {
        this.#collecting = undefined;
      });
    await this.#within(withinMs, this.#collecting);
    controller.abort();
  }

  async #render(format: ExpositionFormat, signal: AbortSignal): Promise<Body> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.#options.instruments.expose(format, signal)) {
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
