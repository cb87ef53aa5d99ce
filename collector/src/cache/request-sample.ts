/** Who is shown a sample of a cache's look-ups, chosen by the hash of the key: all of a key's look-ups, or none. */
export interface RequestSample {
  /**
   * Sampled are keys whose 32-bit hash, read as unsigned, is below it; 0 samples nothing, 2**32 everything. Read before the
   * first look-up and after each `counted`, so it moves within `counted` only.
   */
  readonly below: number;
  /** A look-up of a sampled key. */
  requested(hash: number): void;
  /** Look-ups counted by the cache since the last call, sampled or not: at most some dozens, told before the next one. */
  counted(lookUps: number): void;
}
