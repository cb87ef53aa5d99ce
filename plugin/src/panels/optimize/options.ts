export interface OptimizeOptions {
  /** A service or a variable; empty means the only one. */
  readonly service: string;
}
