import type { VersionReading } from '../cache/freshness/version-watch.js';
import { AnswerReading } from './answer-capture.js';
import type { AnswerHeaders } from './answer-headers.js';
import { withVary } from './cache-key.js';
import { explicitFreshSeconds, initialAgeSeconds } from './cache-rules-freshness.js';
import { answerBypass, headersToStore, varyNames, type StoredHeaders } from './cache-rules.js';
import type { Exchange } from './exchange.js';
import { learn, type RouteStore } from './route-store.js';
import { mark } from './stored-answer.js';

/** Sees to it that the handler's answer is stored if it may be. */
export class Miss extends AnswerReading {
  readonly #epoch: number;
  readonly #before: AnswerHeaders;
  #headers: StoredHeaders = [];
  #etag: string | undefined = undefined;
  #length: number | undefined = undefined;
  /** What the answer says about its freshness and its age, in seconds. */
  #freshSeconds: number | undefined = undefined;
  #age = 0;

  constructor(
    readonly store: RouteStore,
    readonly base: string,
    readonly exchange: Exchange,
    /** Of its version, where the route has a staleness budget and this answer is to be watched. */
    readonly reading: VersionReading | undefined
  ) {
    super(exchange.response, store.answers);
    this.#epoch = store.epoch;
    this.#before = store.before.of(exchange.response);
  }

  wants(statusCode: number, headers: AnswerHeaders): boolean {
    const { store } = this;
    const freshSeconds = explicitFreshSeconds(headers, store.clock);
    const { etag, 'content-length': length } = headers;
    this.#length = length === undefined ? undefined : Number(length);
    this.#freshSeconds = freshSeconds;
    this.#age = initialAgeSeconds(headers, store.clock);
    this.#etag = typeof etag === 'string' ? etag : undefined;
    // What says how long it is fresh is judged by the clock, too.
    const isJudged = freshSeconds === undefined && store.fit?.[1] === headers && store.fit[0] === this.#before;
    if (statusCode === 200 && isJudged) {
      this.#headers = store.headers;
      return true;
    }
    if (
      answerBypass(statusCode, headers, store.keyed, freshSeconds) !== undefined ||
      !learn(store, varyNames(headers))
    ) {
      mark(this.response, 'bypass');
      return false;
    }
    this.#headers = store.headers = headersToStore(headers, this.#before, store.headers);
    store.fit = [this.#before, headers];
    return true;
  }

  done(body: string | Buffer): void {
    const { store } = this;
    // A handler that promised more than it wrote has failed on the way.
    if (this.#length !== undefined && this.#length !== this.bytes) return;
    // One whose client has gone may have been cut short for that reason.
    if (this.response.destroyed) return;
    // Cleared while the handler worked: what it read before may be stale.
    if (store.epoch !== this.#epoch) return;
    store.load.observe(Math.max(0, store.clock.monotonic() - this.exchange.startedAt) / 1000);
    const key = withVary(this.base, store.vary, this.exchange.request.headers);
    const answer = { headers: this.#headers, etag: this.#etag, body, age: this.#age };
    const freshSeconds = this.#freshSeconds;
    // One that says how long it is fresh is not ours to judge.
    store.freshness?.stored(key, freshSeconds === undefined ? this.reading : undefined);
    if (freshSeconds === undefined) store.cache.set(key, answer);
    // The route's TTL may be raised while this is stored, and its own freshness may not.
    else store.cache.set(key, answer, Math.min(freshSeconds, store.cache.stats().ttlSeconds));
  }
}
