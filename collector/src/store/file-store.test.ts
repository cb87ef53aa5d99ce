import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../contract/index.js';
import type { Log, Store } from '../contract/index.js';
import { createFileStore } from './file-store.js';
import { createFailingFiles } from './testing/failing-files.js';
import { audit, person, stillClock } from './testing/fixtures.js';

const NEXT = { targets: { response_time: 0.2 }, thresholds: {}, settings: {} };

describe('the file store', () => {
  let dir: string;
  let store: Store | undefined;

  const open = async (log: Log = silentLog): Promise<Store> => {
    store = await createFileStore({ dir, clock: stillClock, log });
    return store;
  };
  const reopen = async (log?: Log): Promise<Store> => {
    await store?.close();
    return open(log);
  };

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'growth-engine-store-'));
  });
  afterEach(async () => {
    await store?.close();
    store = undefined;
    await rm(dir, { recursive: true });
  });

  it('remembers states and history over a restart, in files that only this user can read', async () => {
    const before = await open();
    const pending = { optimization: 'o', change: 'c', setting: 's', from: 1, to: 2, at: '2026-01-01T00:00:00.000Z' };
    const state = {
      ...NEXT,
      mode: 'apply',
      admission: 'enforce',
      freeze: { until: '2026-01-01T00:00:00.000Z', by: person },
      settings: { 'cache.a.ttl': { value: 30, owner: 'person', by: person, at: '2026-01-01T00:00:00.000Z' } },
      pending,
    } as const;
    await before.write('shop', 0, state);
    await before.append(audit(1));
    const after = await reopen();
    expect(await after.read('shop')).toEqual({ ...state, revision: 1 });
    expect(await after.ledger({})).toEqual([audit(1)]);
    expect((await stat(join(dir, 'ledger.jsonl'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(dir, 'services/shop.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(dir, 'services'))).mode & 0o777).toBe(0o700);
  });

  it('writes a ledger that any tool for JSON lines reads', async () => {
    await (await open()).append(audit(1));
    const [line, rest] = (await readFile(join(dir, 'ledger.jsonl'), 'utf8')).split('\n');
    expect(JSON.parse(line ?? '')).toEqual({ checksum: expect.stringMatching(/^[0-9a-f]{16}$/), entry: audit(1) });
    expect(rest).toBe('');
  });

  it.each([1, 5, 60])(
    'cuts off a last line that a crash tore %i bytes before its end, keeps it aside, and loses nothing else',
    async (missing) => {
      const before = await open();
      for (let number = 1; number <= 3; number++) await before.append(audit(number));
      await before.close();
      const path = join(dir, 'ledger.jsonl');
      await truncate(path, (await stat(path)).size - missing);
      const after = await open();
      expect(await after.ledger({})).toEqual([audit(2), audit(1)]);
      await after.append(audit(4));
      expect(await after.ledger({})).toEqual([audit(4), audit(2), audit(1)]);
      const aside = (await readdir(dir)).filter((name) => name.includes('.torn-'));
      expect(aside).toHaveLength(1);
      expect(await readFile(join(dir, aside[0] ?? ''), 'utf8')).toMatch(/^\{"checksum"/);
    }
  );

  it('leaves out a damaged line in the middle, says so, and does not touch it', async () => {
    const before = await open();
    await before.append(audit(1));
    await before.close();
    await appendFile(join(dir, 'ledger.jsonl'), '{"checksum":"0000000000000000","entry":{}}\n');
    store = undefined;
    const { lineOf } = await import('./ledger-line.js');
    await appendFile(join(dir, 'ledger.jsonl'), lineOf(audit(2)));
    const messages: string[] = [];
    const after = await open({ ...silentLog, error: (_, message) => messages.push(message) });
    expect(await after.ledger({})).toEqual([audit(2), audit(1)]);
    expect(messages).toEqual(['a damaged line of the ledger was left out']);
    expect((await readFile(join(dir, 'ledger.jsonl'), 'utf8')).split('\n')).toHaveLength(4);
  });

  it('reads a history longer than its chunks', async () => {
    const log = await open();
    for (let number = 0; number < 700; number++) await log.append(audit(number));
    const entries = await log.ledger({ limit: 1000 });
    expect(entries).toHaveLength(700);
    expect(entries.at(-1)).toEqual(audit(0));
  });

  it.each([
    ['half of it', (text: string) => text.slice(0, 40), 'it is not JSON'],
    ['an unknown key', (text: string) => text.replace('"targets"', '"goals"'), 'state.goals is not a known key'],
  ])('never resets a state that is damaged (%s): it says what to do and keeps a copy', async (_, damage, why) => {
    await (await open()).write('shop', 0, NEXT);
    await store?.close();
    store = undefined;
    const path = join(dir, 'services/shop.json');
    const damaged = damage(await readFile(path, 'utf8'));
    await writeFile(path, damaged);
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(open()).rejects.toMatchObject({
        name: 'StartError',
        message: expect.stringContaining(path),
        nextStep: expect.stringContaining('Repair the file'),
      });
      await expect(open()).rejects.toThrow(why);
    }
    const copies = (await readdir(join(dir, 'services'))).filter((name) => name.includes('.corrupt-'));
    expect(copies).toHaveLength(1);
    expect(await readFile(join(dir, 'services', copies[0] ?? ''), 'utf8')).toBe(damaged);
    expect(await readFile(path, 'utf8')).toBe(damaged);
  });
});

describe('a disk that cannot be written', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'growth-engine-full-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it.each([
    ['ENOSPC', 'the disk is full'],
    ['EROFS', 'the file system is read-only'],
    ['EACCES', 'access is denied'],
  ])('answers %s with one sentence, keeps the former state, and recovers by itself', async (code, cause) => {
    const files = createFailingFiles();
    const store = await createFileStore({ dir, clock: stillClock, log: silentLog, files });
    const before = await store.write('shop', 0, NEXT);
    await store.append(audit(1));

    files.failWith(code, 20);
    const refused = { id: 'store-unavailable', message: expect.stringContaining(cause) };
    await expect(store.write('shop', 1, { ...NEXT, targets: {} })).rejects.toMatchObject(refused);
    await expect(store.append(audit(2))).rejects.toMatchObject(refused);
    await expect(store.append(audit(3))).rejects.toMatchObject(refused);
    await expect(store.check()).rejects.toMatchObject(refused);
    expect(await store.read('shop')).toEqual(before);
    expect(await store.ledger({})).toEqual([audit(1)]);

    files.failWith(undefined);
    await store.check();
    await store.append(audit(4));
    expect((await store.write('shop', 1, { ...NEXT, targets: {} }))?.revision).toBe(2);
    expect(await store.ledger({})).toEqual([audit(4), audit(1)]);
    await store.close();
    expect(await readdir(join(dir, 'services'))).toEqual(['shop.json']);
    const again = await createFileStore({ dir, clock: stillClock, log: silentLog });
    expect(await again.ledger({})).toEqual([audit(4), audit(1)]);
    await again.close();
    expect(await readdir(dir)).toEqual(['ledger.jsonl', 'services']);
  });

  it('says at the start that a directory cannot be used', async () => {
    await writeFile(join(dir, 'file'), '');
    await expect(createFileStore({ dir: join(dir, 'file'), clock: stillClock, log: silentLog })).rejects.toMatchObject({
      name: 'StartError',
      message: expect.stringContaining('ENOTDIR'),
    });
  });
});

describe('the lock on a state directory', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'growth-engine-lock-'));
  });
  afterEach(() => rm(dir, { recursive: true }));
  const open = () => createFileStore({ dir, clock: stillClock, log: silentLog });
  const lockOf = (identity: object) =>
    writeFile(join(dir, 'lock'), JSON.stringify({ host: hostname(), start: '', origin: 1, ...identity }));

  it('keeps a second store of this process out, and lets it in afterwards', async () => {
    const first = await open();
    await expect(open()).rejects.toMatchObject({
      name: 'StartError',
      message: `${dir} is in use by process ${process.pid} on ${hostname()}.`,
      nextStep: expect.stringContaining('--state-dir'),
    });
    await first.close();
    await (await open()).close();
    expect(await readdir(dir)).toEqual(['ledger.jsonl', 'services']);
  });

  it('is held by another process that lives', async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(other, 'spawn');
    try {
      await lockOf({ pid: other.pid });
      await expect(open()).rejects.toThrow(`in use by process ${other.pid}`);
    } finally {
      other.kill('SIGKILL');
      await once(other, 'exit');
    }
    await (await open()).close();
  });

  it('is taken over from a dead process, from a former process of the same pid, and from rubbish', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    await lockOf({ pid: dead });
    await (await open()).close();
    await lockOf({ pid: process.pid, start: '1' });
    await (await open()).close();
    await writeFile(join(dir, 'lock'), 'rubbish');
    await (await open()).close();
  });

  it('of another host counts while it is refreshed', async () => {
    await lockOf({ pid: 1, host: 'elsewhere' });
    const now = Date.now();
    const at = (ms: number) => createFileStore({ dir, clock: { ...stillClock, now: () => ms }, log: silentLog });
    await expect(at(now)).rejects.toThrow('in use by process 1 on elsewhere');
    await (await at(now + 120_000)).close();
  });
});
