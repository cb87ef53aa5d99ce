import type { Clock } from '../../contract/index.js';
import type { AnswerVersion } from '../../contract/index.js';

/** What reads a version: the application's own function, bound to what it is asked about. */
export type ReadVersion = () => AnswerVersion | undefined | Promise<AnswerVersion | undefined>;

/** A slower one counts as failed. */
export const VERSION_DEADLINE_MS = 5000;

/**
 * Calls it at once. Dates become their milliseconds, so that versions can be compared by ===; undefined: there is none.
 * Rejects where the function fails, takes longer than 5 s, or gives something else.
 */
export async function readVersion(
  read: ReadVersion,
  clock: Clock
): Promise<string | number | bigint | null | undefined> {
  let cancel = (): void => {};
  const late = new Promise<never>((_, reject) => {
    cancel = clock.after(VERSION_DEADLINE_MS, () =>
      reject(new Error(`The version was not read within ${VERSION_DEADLINE_MS} ms.`))
    );
  });
  try {
    return comparable(await Promise.race([read(), late]));
  } finally {
    cancel();
  }
}

function comparable(version: unknown): string | number | bigint | null | undefined {
  if (version instanceof Date) return version.getTime();
  if (version === null || version === undefined) return version;
  if (typeof version === 'string' || typeof version === 'number' || typeof version === 'bigint') return version;
  throw new TypeError(`A version is a string, a number, a bigint, a Date or null, not ${typeof version}.`);
}
