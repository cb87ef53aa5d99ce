import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, messageOf, StartError } from '../config/index.js';
import type { TokenKind } from '../contract/index.js';
import { syncDirectory } from './atomic-write.js';
import { DIRECTORY_MODE, FILE_MODE, nodeFileSystem } from './file-system.js';

export const TOKEN_KINDS = ['agent', 'read', 'control'] as const satisfies readonly TokenKind[];
export type StoredTokenKind = (typeof TOKEN_KINDS)[number];
export type Tokens = Readonly<Record<StoredTokenKind, string>>;

const TOKEN_BYTES = 32;
const TOKEN_PATTERN = /^[\x21-\x7e]{16,512}$/;

export const tokenFile = (dir: string, kind: StoredTokenKind): string => join(dir, 'tokens', kind);

const newToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

/**
 * The three bearer tokens: configured ones win; missing ones are generated once and kept in `dir`/tokens, readable by this
 * user only.
 * @throws StartError where a file cannot be read or written, or holds no token.
 */
export async function loadTokens(
  dir: string,
  configured: Readonly<Partial<Record<StoredTokenKind, string | undefined>>>
): Promise<Tokens> {
  const loaded = async (kind: StoredTokenKind): Promise<string> => configured[kind] ?? (await readOrCreate(dir, kind));
  const tokens = { agent: await loaded('agent'), read: await loaded('read'), control: await loaded('control') };
  if (new Set(Object.values(tokens)).size < TOKEN_KINDS.length)
    throw new StartError(
      'Two of the tokens agent, read and control are the same.',
      'Give each its own, so that none implies another.'
    );
  return tokens;
}

/** The token that is kept in `dir`, if there is one. */
export async function readToken(dir: string, kind: StoredTokenKind): Promise<string | undefined> {
  const path = tokenFile(dir, kind);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw tokenError(path, 'read', error);
  }
  const token = text.trim();
  if (TOKEN_PATTERN.test(token)) return token;
  throw new StartError(
    `${path} holds no token: 16 to 512 visible ASCII characters are expected.`,
    `Write it anew with: growth-engine token rotate ${kind}`
  );
}

/** Replaces a token; a running collector uses the new one after a restart. */
export async function rotateToken(dir: string, kind: StoredTokenKind): Promise<string> {
  const path = tokenFile(dir, kind);
  const token = newToken();
  const beside = `${path}.new`;
  try {
    await writeToken(dir, beside, token);
    await rename(beside, path);
    await syncDirectory(nodeFileSystem, join(dir, 'tokens'));
  } catch (error) {
    throw tokenError(path, 'written', error);
  }
  return token;
}

async function readOrCreate(dir: string, kind: StoredTokenKind): Promise<string> {
  const existing = await readToken(dir, kind);
  if (existing !== undefined) return existing;
  return rotateToken(dir, kind);
}

async function writeToken(dir: string, path: string, token: string): Promise<void> {
  await mkdir(join(dir, 'tokens'), { recursive: true, mode: DIRECTORY_MODE });
  const file = await open(path, 'w', FILE_MODE);
  try {
    await file.chmod(FILE_MODE);
    await file.writeFile(`${token}\n`, 'utf8');
    await file.sync();
  } finally {
    await file.close();
  }
}

const tokenError = (path: string, what: 'read' | 'written', error: unknown): StartError =>
  new StartError(
    `The token in ${path} cannot be ${what}: ${messageOf(error)}.`,
    'Give this user access to the file, or set the token in the environment.',
    { cause: error }
  );
