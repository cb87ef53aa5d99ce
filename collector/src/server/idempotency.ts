import { createHash } from 'node:crypto';
import { ProblemError } from '../contract/index.js';
import type { Actor, Clock } from '../contract/index.js';

const REMEMBERED_MS = 86_400_000;
const MOST_KEYS = 10_000;
const KEY_PATTERN = /^[\x21-\x7e]{1,255}$/;

interface Remembered<Result> {
  readonly bodyHash: string;
  readonly at: number;
  readonly result: Promise<Result>;
}

/**
 * Remembers by Idempotency-Key what a request did, for 24 h: the same again gives the same result and does nothing, another
 * body under the same key is refused. What failed is forgotten, so that it can be tried again.
 */
export class Idempotency<Result> {
  readonly #clock: Clock;
  readonly #remembered = new Map<string, Remembered<Result>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async run(
    key: string | undefined,
    actor: Actor,
    body: unknown,
    task: () => Promise<Result>
  ): Promise<{ readonly result: Result; readonly repeated: boolean }> {
    if (key === undefined) return { result: await task(), repeated: false };
    if (!KEY_PATTERN.test(key))
      throw new ProblemError(
        'invalid-body',
        'The header Idempotency-Key is not 1 to 255 visible ASCII characters.',
        'Send a random one, such as a UUID.'
      );
    this.#forgetOld();
    // Two people who happen on one key do not get each other's answer.
    const id = `${actor.kind} ${actor.name} ${key}`;
    const bodyHash = createHash('sha256').update(JSON.stringify(body)).digest('hex');
    const known = this.#remembered.get(id);
    if (known !== undefined) {
      if (known.bodyHash !== bodyHash)
        throw new ProblemError(
          'idempotency-conflict',
          'This Idempotency-Key was used with another body within the last 24 hours.',
          'Use a new key for a new request.'
        );
      return { result: await known.result, repeated: true };
    }
    const result = task();
    this.#remembered.set(id, { bodyHash, at: this.#clock.monotonic(), result });
    try {
      return { result: await result, repeated: false };
    } catch (error) {
      this.#remembered.delete(id);
      throw error;
    }
  }

  /** The oldest stand first in the map. */
  #forgetOld(): void {
    const oldest = this.#clock.monotonic() - REMEMBERED_MS;
    for (const [id, { at }] of this.#remembered) {
      if (at >= oldest && this.#remembered.size < MOST_KEYS) return;
      this.#remembered.delete(id);
    }
  }
}
