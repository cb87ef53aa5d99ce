import type { CircuitState, Clock, Log } from '../../contract/index.js';
import { decodeEnvelope, encodeEnvelope, type ValueCodec } from './envelope.js';
import { Held } from './held.js';
import { SecondTier, type Lease, type SecondTierEvents, type StoredText } from './second-tier.js';
import type { TierCounts } from './tier-counts.js';
import type { SecondTierOptions } from './types.js';

export interface SharedValuesOptions<V> {
  readonly name: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly secondTier: SecondTierOptions;
  readonly codec: ValueCodec<V>;
  readonly counts: TierCounts;
  readonly staleIfErrorMs: number;
  readonly events: Pick<SecondTierEvents, 'forget' | 'forgetAll'>;
}

/** What the second tier said before a load. */
export type Asked<V> =
  | { readonly found: FoundElsewhere<V> }
  | { readonly found: undefined; readonly lease: Lease | undefined; readonly lastResort: LastResort<V> | undefined };

export interface FoundElsewhere<V> {
  readonly held: Held<V>;
  /** The rest of its whole life, in seconds. */
  readonly lifeSeconds: number;
  /** Whether its TTL has run out. */
  readonly isStale: boolean;
}

/** For when a load fails: a value that may be given out until then, in monotonic milliseconds. */
interface LastResort<V> {
  readonly value: V | undefined;
  readonly untilMs: number;
}

/** Nothing, and no right to store what is loaded. */
export const NOTHING = { found: undefined, lease: undefined, lastResort: undefined } as const;

const DEFAULT_LOAD_WAIT_MS = 500;
const FIRST_POLL_MS = 10;
const LONGEST_POLL_MS = 100;

/** Values of the second tier, read and written, and what happens to them counted. */
export class SharedValues<V> {
  readonly tier: SecondTier;
  readonly #options: SharedValuesOptions<V>;
  readonly #loadWaitMs: number;
  #saidUnencodable = false;

  /** @throws Error where a URL is given and ioredis is not installed. */
  constructor(options: SharedValuesOptions<V>) {
    const { name, clock, log, secondTier, counts, events } = options;
    this.#options = options;
    this.#loadWaitMs = secondTier.loadWaitMs ?? DEFAULT_LOAD_WAIT_MS;
    const onError = (reason: keyof TierCounts['errors']): void => {
      counts.errors[reason]++;
    };
    this.tier = new SecondTier({ ...secondTier, name, clock, log, events: { ...events, onError } });
  }

  get state(): CircuitState {
    return this.tier.state;
  }

  /**
   * Reads what is fresh for at least `leastFreshMs` (negative: so long past its TTL). `toLoad`: asks for the right to load it
   * otherwise, and waits a while for the load of another instance where there is one.
   */
  async ask(key: string, leastFreshMs: number, toLoad: boolean, isCurrent: () => boolean): Promise<Asked<V>> {
    const { clock, counts } = this.#options;
    const { results } = counts;
    const waitUntilMs = clock.monotonic() + this.#loadWaitMs;
    let least = leastFreshMs;
    for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(LONGEST_POLL_MS, 2 * pollMs)) {
      const read = await this.tier.read(key, least, toLoad);
      if (!('stored' in read)) {
        results[read.kind]++;
        return NOTHING;
      }
      const { stored } = read;
      const held = this.#decode(stored);
      if (read.kind === 'value' && held !== undefined && stored.leftMs > 0) {
        const isStale = stored.leftMs <= stored.staleMs;
        results[isStale ? 'stale' : 'hit']++;
        return { found: { held, lifeSeconds: stored.leftMs / 1000, isStale } };
      }
      if (read.kind === 'value' && toLoad && least !== Infinity) {
        // Damaged, or over on its way: nothing is fresh enough now, so that it is loaded and written over.
        least = Infinity;
        continue;
      }
      if (read.kind !== 'wait' || !isCurrent() || clock.monotonic() + pollMs >= waitUntilMs) {
        results.miss++;
        const lease = read.kind === 'lease' ? read.lease : undefined;
        return { found: undefined, lease, lastResort: this.#lastResort(held, stored) };
      }
      await new Promise<void>((resolve) => clock.after(pollMs, resolve));
    }
  }

  /** Stores what was loaded under a lease; what cannot be written stays in memory. */
  async write(key: string, held: Held<V>, lease: Lease, lifeSeconds: number): Promise<void> {
    const { codec, counts, log, name } = this.#options;
    const text = encodeEnvelope(held, codec);
    if (text !== undefined) {
      await this.tier.store(key, lease, text, lifeSeconds * 1000, held.staleSeconds * 1000);
      return;
    }
    counts.errors.unencodable++;
    if (!this.#saidUnencodable) {
      this.#saidUnencodable = true;
      log.warn(
        { cache: name },
        'Values of a cache stay in memory: they are no plain JSON or longer than 1 MiB. Give it a codec.'
      );
    }
    await this.tier.release(key, lease);
  }

  #lastResort(held: Held<V> | undefined, { leftMs, staleMs }: StoredText): LastResort<V> | undefined {
    const { staleIfErrorMs, clock } = this.#options;
    const usableMs = leftMs - Math.max(0, staleMs - staleIfErrorMs);
    if (held === undefined || usableMs <= 0 || staleIfErrorMs === 0) return undefined;
    return { value: held.value, untilMs: clock.monotonic() + usableMs };
  }

  #decode({ text, staleMs }: StoredText): Held<V> | undefined {
    if (text === '') return undefined;
    const { codec, counts, clock } = this.#options;
    const enveloped = decodeEnvelope(text, codec);
    if (enveloped === undefined) {
      counts.errors.corrupt++;
      return undefined;
    }
    return new Held<V>(enveloped.value, clock.monotonic(), enveloped.loadSeconds, staleMs / 1000);
  }
}
