import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../contract/index.js';
import type { LedgerEntry, Store } from '../contract/index.js';
import { createFileStore } from './file-store.js';
import { createMemoryStore } from './memory-store.js';
import { audit, person, stillClock } from './testing/fixtures.js';

interface Kind {
  readonly name: string;
  open(): Promise<{ store: Store; done: () => Promise<void> }>;
}

const kinds: readonly Kind[] = [
  { name: 'memory', open: async () => ({ store: createMemoryStore(stillClock), done: async () => {} }) },
  {
    name: 'file',
    open: async () => {
      const dir = await mkdtemp(join(tmpdir(), 'growth-engine-store-'));
      const store = await createFileStore({ dir, clock: stillClock, log: silentLog });
      return { store, done: () => rm(dir, { recursive: true }) };
    },
  },
];

const numberOf = (entry: LedgerEntry | undefined): unknown =>
  entry?.kind === 'audit' ? (entry.before as { response_time: number }).response_time : undefined;

describe.each(kinds)('the $name store', ({ open }) => {
  const cleanups: (() => Promise<void>)[] = [];
  const opened = async (): Promise<Store> => {
    const { store, done } = await open();
    cleanups.push(async () => {
      await store.close();
      await done();
    });
    return store;
  };
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });

  it('knows nothing about a service at first', async () => {
    const store = await opened();
    expect(await store.services()).toEqual([]);
    expect(await store.read('shop')).toEqual({ revision: 0, targets: {}, thresholds: {}, settings: {} });
  });

  it('counts revisions up by one and lets only the writer who saw the last one win', async () => {
    const store = await opened();
    const next = { targets: { response_time: 0.2 }, thresholds: {}, settings: {} };
    const [first, second] = await Promise.all([store.write('shop', 0, next), store.write('shop', 0, next)]);
    expect([first, second].filter((state) => state !== undefined)).toEqual([{ ...next, revision: 1 }]);
    expect(await store.write('shop', 0, next)).toBeUndefined();
    expect((await store.write('shop', 1, next))?.revision).toBe(2);
    expect(await store.services()).toEqual(['shop']);
  });

  it('keeps services apart, whatever their names', async () => {
    const store = await opened();
    const names = ['a', 'A b', '../evil', 'ü/ö', '.'];
    for (const [index, name] of names.entries())
      await store.write(name, 0, { targets: { throughput: index }, thresholds: {}, settings: {} });
    expect(await store.services()).toEqual([...names].sort());
    for (const [index, name] of names.entries())
      expect((await store.read(name)).targets).toEqual({ throughput: index });
  });

  it('does not let a caller change what is stored', async () => {
    const store = await opened();
    const settings: Record<string, { value: number; owner: 'person'; by: typeof person; at: string }> = {};
    await store.write('shop', 0, { targets: {}, thresholds: {}, settings });
    settings.x = { value: 1, owner: 'person', by: person, at: '2026-01-01T00:00:00.000Z' };
    const read = await store.read('shop');
    Object.assign(read.targets, { response_time: 9 });
    expect(await store.read('shop')).toEqual({ revision: 1, targets: {}, thresholds: {}, settings: {} });
  });

  it('gives the history newest first, by service, kind, time and number', async () => {
    const store = await opened();
    for (let number = 0; number < 150; number++) await store.append(audit(number, number % 3 === 0 ? 'blog' : 'shop'));
    expect((await store.ledger({})).length).toBe(100);
    expect(numberOf((await store.ledger({ limit: 1 }))[0])).toBe(149);
    expect((await store.ledger({ limit: 5000 })).map(numberOf)).toEqual(
      Array.from({ length: 150 }, (_, index) => 149 - index)
    );
    expect((await store.ledger({ service: 'blog', limit: 2 })).map(numberOf)).toEqual([147, 144]);
    expect(await store.ledger({ kind: 'decision' })).toEqual([]);
    expect((await store.ledger({ before: audit(3).at })).map(numberOf)).toEqual([2, 1, 0]);
    expect((await store.ledger({ limit: 1 }))[0]).toEqual(audit(149));
    await expect(store.check()).resolves.toBeUndefined();
  });

  it('refuses after it was closed', async () => {
    const store = await opened();
    await store.close();
    await expect(store.read('shop')).rejects.toMatchObject({ id: 'store-unavailable' });
    await expect(store.append(audit(1))).rejects.toMatchObject({ id: 'store-unavailable' });
    await expect(store.check()).rejects.toMatchObject({ id: 'store-unavailable' });
  });
});
