import { codeOf, messageOf } from '../config/index.js';
import { ProblemError } from '../contract/index.js';

const CAUSES: Readonly<Record<string, readonly [cause: string, nextStep: string]>> = {
  ENOSPC: ['the disk is full', 'Free space on that disk; writing resumes by itself.'],
  EDQUOT: ['the disk quota is used up', 'Raise the quota or free space; writing resumes by itself.'],
  EROFS: ['the file system is read-only', 'Mount it writable, or choose another stateDir.'],
  EACCES: ['access is denied', 'Give this user write access to stateDir, or choose another one.'],
  EPERM: ['access is denied', 'Give this user write access to stateDir, or choose another one.'],
  ENOENT: ['the directory is gone', 'Restore the directory, then restart the collector.'],
  EMFILE: ['too many files are open', 'Raise the limit of open files (ulimit -n).'],
  EIO: ['the disk reports an error', 'Check the disk; nothing is applied until it can be written.'],
};

/** What a failed write means to people: the cause in one sentence, the next step, and nothing was lost. */
export function unavailable(path: string, error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  const [cause, nextStep] = CAUSES[codeOf(error) ?? ''] ?? [
    messageOf(error),
    'Check the directory; nothing is applied until it can be written.',
  ];
  return new ProblemError('store-unavailable', `${path} cannot be written: ${cause}.`, nextStep, {}, { cause: error });
}
