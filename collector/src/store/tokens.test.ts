import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadTokens, rotateToken, tokenFile } from './tokens.js';

describe('tokens', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'growth-engine-tokens-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('are generated once, different, and readable by this user only', async () => {
    const first = await loadTokens(dir, {});
    expect(Object.values(first).every((token) => /^[\w-]{43}$/.test(token))).toBe(true);
    expect(new Set(Object.values(first)).size).toBe(3);
    expect(await loadTokens(dir, {})).toEqual(first);
    expect((await stat(tokenFile(dir, 'control'))).mode & 0o777).toBe(0o600);
  });

  it('come from the configuration where it has them', async () => {
    const tokens = await loadTokens(dir, { read: 'a-configured-read-token' });
    expect(tokens.read).toBe('a-configured-read-token');
    expect(await loadTokens(dir, {})).toMatchObject({ agent: tokens.agent, control: tokens.control });
  });

  it('change when they are rotated, and only that one', async () => {
    const tokens = await loadTokens(dir, {});
    const read = await rotateToken(dir, 'read');
    expect(await loadTokens(dir, {})).toEqual({ ...tokens, read });
    expect(read).not.toBe(tokens.read);
  });

  it('must differ, and a file must hold one', async () => {
    await expect(loadTokens(dir, { read: 'the-same-token-twice', control: 'the-same-token-twice' })).rejects.toThrow(
      'are the same'
    );
    await mkdir(join(dir, 'tokens'), { recursive: true });
    await writeFile(tokenFile(dir, 'agent'), 'short');
    await expect(loadTokens(dir, {})).rejects.toMatchObject({
      name: 'StartError',
      nextStep: expect.stringContaining('token rotate agent'),
    });
  });
});
