import type { ServerResponse } from 'node:http';
import type { RecurringHeaders } from './answer-headers.js';
import { AnswerReading } from './answer-capture.js';
import { pathIn } from './app-request.js';

/** More paths than this, and the whole route is forgotten instead. */
const MAX_PATHS = 1000;
const SEPARATOR = '\n';
/** RFC 9110, section 9.2.1. Whatever is not known to be safe is taken for unsafe. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

export const isUnsafe = (method: string | undefined): boolean => method === undefined || !SAFE.has(method);

/**
 * Which paths of a route an unsafe request has changed (RFC 9111, section 4.4). A path's answers, for whichever query, user,
 * host or Vary, are stored under its present generation, so that those before are never found again.
 */
export class Invalidations {
  readonly #generations = new Map<string, number>();
  #last = 0;

  constructor(private readonly forgetAll: () => void) {}

  /** The key under which a URL's answers stand now. */
  keyOf(key: string, url: string): string {
    if (this.#generations.size === 0) return key;
    const generation = this.#generations.get(pathOf(url));
    return generation === undefined ? key : `${key}${SEPARATOR}g${generation}`;
  }

  invalidate(url: string): void {
    this.#generations.set(pathOf(url), ++this.#last);
    if (this.#generations.size <= MAX_PATHS) return;
    // Nothing that was stored is left, so no generation is needed to hide it; what is on its way is not stored either.
    this.#generations.clear();
    this.forgetAll();
  }
}

/** Routers find a path in any case, and with a slash at its end. */
const pathOf = (url: string): string =>
  pathIn(url)
    .toLowerCase()
    .replace(/(.)\/$/, '$1');

/** Told when the answer of an unsafe request begins, which is before its client can know and ask again. */
export class UnsafeAnswer extends AnswerReading {
  constructor(
    response: ServerResponse,
    recurring: RecurringHeaders,
    private readonly invalidations: Invalidations,
    private readonly url: string
  ) {
    super(response, recurring);
  }

  wants(statusCode: number): boolean {
    if (statusCode >= 200 && statusCode < 400) this.invalidations.invalidate(this.url);
    return false;
  }

  done(): void {
    throw new Error('The body of an answer that was not wanted was read.');
  }
}
