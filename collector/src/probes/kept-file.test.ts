import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { isAbsence, KeptFile } from './kept-file.js';

const folder = mkdtempSync(join(tmpdir(), 'kept-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a kept file', () => {
  it('reads the whole text anew each time, however long it is', () => {
    const path = join(folder, 'long');
    const file = new KeptFile(path);
    for (const length of [3, 4096, 100_000, 0]) {
      writeFileSync(path, 'x'.repeat(length));
      expect(file.read()).toHaveLength(length);
    }
    file.close();
    file.close();
  });

  it('opens again after it was closed', () => {
    const path = join(folder, 'again');
    writeFileSync(path, 'one');
    const file = new KeptFile(path);
    expect(file.read()).toBe('one');
    file.close();
    writeFileSync(`${path}.new`, 'two');
    renameSync(`${path}.new`, path);
    expect(file.read()).toBe('two');
    file.close();
  });

  it('takes what the kernel has switched off, or has removed under it, for absent', () => {
    for (const code of ['EOPNOTSUPP', 'ENODEV']) expect(isAbsence(Object.assign(new Error(code), { code }))).toBe(true);
    expect(isAbsence(Object.assign(new Error('EIO'), { code: 'EIO' }))).toBe(false);
  });

  it('tells an absent file apart from one that cannot be read', () => {
    expect(new KeptFile(join(folder, 'nowhere')).readIfPresent()).toBeUndefined();
    expect(() => new KeptFile(join(folder, 'nowhere')).read()).toThrow('ENOENT');
    expect(() => new KeptFile(folder).readIfPresent()).toThrow('EISDIR');
  });
});
