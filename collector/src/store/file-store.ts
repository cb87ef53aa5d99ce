import { join } from 'node:path';
import { codeOf, messageOf, StartError } from '../config/index.js';
import type { Clock, Log, ServiceState, Store } from '../contract/index.js';
import { writeAtomically } from './atomic-write.js';
import { EMPTY_STATE } from './empty-state.js';
import { DIRECTORY_MODE, nodeFileSystem } from './file-system.js';
import type { FileSystem } from './file-system.js';
import { LedgerFile } from './ledger-file.js';
import { acquireLock } from './lock.js';
import { closedProblem } from './memory-store.js';
import { unavailable } from './problems.js';
import { Serial } from './serial.js';
import { fileOf, readStates, textOf } from './state-files.js';

export interface FileStoreOptions {
  readonly dir: string;
  readonly clock: Clock;
  readonly log: Log;
  /** For tests: a disk that is full. */
  readonly files?: FileSystem;
}

/** Enough that a nearly full disk is noticed before a decision must be written. */
const CHECK_BYTES = 16_384;

/**
 * Keeps everything in a directory that one process holds: `services/<name>.json` per service, `ledger.jsonl`.
 * @throws StartError where the directory cannot be made or is held by another process, or a state file is damaged.
 */
export async function createFileStore(options: FileStoreOptions): Promise<Store> {
  const { dir, clock, log, files = nodeFileSystem } = options;
  const servicesDir = join(dir, 'services');
  await makeDirectory(files, servicesDir, dir, log);
  const lock = await acquireLock({ dir, files, clock, log }).catch((error: unknown) => {
    throw startErrorOf(dir, error);
  });
  try {
    const states = await readStates(servicesDir, files, log);
    const ledger = await LedgerFile.open({ path: join(dir, 'ledger.jsonl'), files, clock, log });
    return storeOf({ dir, servicesDir, files, states, ledger, release: () => lock.release() });
  } catch (error) {
    await lock.release();
    throw startErrorOf(dir, error);
  }
}

interface Parts {
  readonly dir: string;
  readonly servicesDir: string;
  readonly files: FileSystem;
  readonly states: Map<string, ServiceState>;
  readonly ledger: LedgerFile;
  readonly release: () => Promise<void>;
}

function storeOf({ dir, servicesDir, files, states, ledger, release }: Parts): Store {
  const serial = new Serial();
  let closed = false;

  /** One write at a time; a failure becomes `store-unavailable` and leaves what is in memory as it was. */
  const writing = <Result>(path: string, task: () => Promise<Result>): Promise<Result> =>
    serial.run(async () => {
      if (closed) throw closedProblem();
      try {
        return await task();
      } catch (error) {
        throw unavailable(path, error);
      }
    });

  const reading = async <Result>(read: () => Result | Promise<Result>): Promise<Result> => {
    if (closed) throw closedProblem();
    return await read();
  };

  return {
    services: () => reading(() => [...states.keys()].sort()),
    read: (service) => reading(() => structuredClone(states.get(service) ?? EMPTY_STATE)),
    write: (service, expected, next) => {
      const copy = structuredClone(next);
      const path = fileOf(servicesDir, service);
      return writing(path, async () => {
        if ((states.get(service) ?? EMPTY_STATE).revision !== expected) return undefined;
        const state = { ...copy, revision: expected + 1 };
        await writeAtomically(files, path, textOf(service, state));
        states.set(service, state);
        return structuredClone(state);
      });
    },
    append: (entry) => writing(join(dir, 'ledger.jsonl'), () => ledger.append(entry)),
    ledger: (query) => reading(() => ledger.query(query)),
    check: () =>
      writing(dir, async () => {
        await ledger.check();
        const path = join(dir, 'write-check');
        await writeAtomically(files, path, ' '.repeat(CHECK_BYTES));
        await files.unlink(path);
      }),
    close: async () => {
      if (closed) return;
      closed = true;
      await serial.idle();
      await ledger.close();
      await release();
    },
  };
}

async function makeDirectory(files: FileSystem, servicesDir: string, dir: string, log: Log): Promise<void> {
  try {
    await files.mkdir(servicesDir, { recursive: true, mode: DIRECTORY_MODE });
    const { mode } = await files.stat(dir);
    if ((mode & 0o022) !== 0) log.warn({ dir }, 'others may write into the state directory: chmod 700 it');
  } catch (error) {
    throw startErrorOf(dir, error);
  }
}

function startErrorOf(dir: string, error: unknown): StartError {
  if (error instanceof StartError) return error;
  return new StartError(
    `The state directory ${dir} cannot be used: ${codeOf(error) ?? 'error'} (${messageOf(error)}).`,
    'Make it a directory that this user may write, or choose another one with --state-dir or stateDir.',
    { cause: error }
  );
}
