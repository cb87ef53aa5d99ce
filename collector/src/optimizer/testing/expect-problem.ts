import { ProblemError } from '../../contract/index.js';
import type { Problem, ProblemId } from '../../contract/index.js';

/** The problem that a call is refused with. @throws Error when it is not refused. */
export async function problemOf(call: () => unknown): Promise<Problem & { readonly id: ProblemId }> {
  try {
    await call();
  } catch (error) {
    if (error instanceof ProblemError) return { ...error.problem, id: error.id };
    throw error;
  }
  throw new Error('It was not refused');
}
