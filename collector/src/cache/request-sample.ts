/**
 * Who wants to know the requests of a sample of keys: spatial sampling by hash, so that a key is always in the sample or never
 * (SHARDS, Waldspurger et al., FAST 2015). Called within look-ups, so it must be quick and must not throw.
 */
export interface RequestSample {
  /** Sampled are keys whose 32-bit hash, read as unsigned, is below it; 0 samples nothing, 2**32 everything. */
  readonly below: number;
  /** A look-up of a sampled key. */
  requested(hash: number): void;
  /** Look-ups counted by the cache since the last call, sampled or not. */
  counted(lookUps: number): void;
}
