/** The code that Node gives its errors, e.g. ENOENT; structural, since errors may come from another realm (vm contexts). */
export const errorCode = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
