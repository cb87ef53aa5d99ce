export const delay = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Asks again and again until the answer is something; a throw counts as "not yet". @throws Error naming `what`. */
export async function until<T>(
  what: string,
  withinMs: number,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  everyMs = 100
): Promise<T> {
  const deadline = performance.now() + withinMs;
  let last = '';
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = ` (last: ${error instanceof Error ? error.message : String(error)})`;
    }
    if (performance.now() > deadline) throw new Error(`${what} did not happen within ${withinMs / 1000} s${last}.`);
    await delay(everyMs);
  }
}
