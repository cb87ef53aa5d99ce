import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startPostgres, type DemoPostgres } from './postgres.js';
import { FOLDER_PREFIX, removeLeftovers } from './postgres/leftovers.js';

let server: DemoPostgres | undefined;
afterEach(() => server?.stop());

const version = async (url: string): Promise<string> => {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<{ version: string }>('select version()');
    return rows[0]?.version ?? '';
  } finally {
    await client.end();
  }
};
const ownFolders = async (): Promise<string[]> =>
  (await readdir(tmpdir())).filter((name) => name.startsWith(`${FOLDER_PREFIX}${process.pid}-`));

describe('the PostgreSQL of the demo', () => {
  it('starts, keeps its data while halted, and leaves nothing behind', async () => {
    const before = await ownFolders();
    server = await startPostgres({ url: '' });
    const { url } = server;
    expect(await version(url)).toMatch(/^PostgreSQL \d/);
    await server.halt();
    await expect(version(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await server.resume();
    expect(await version(url)).toMatch(/^PostgreSQL \d/);
    await server.stop();
    await server.stop();
    await expect(version(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(await ownFolders()).toEqual(before);
  });

  it('asks for a password', async () => {
    server = await startPostgres({ url: '' });
    const url = new URL(server.url);
    url.password = 'guess';
    await expect(version(url.href)).rejects.toMatchObject({ code: '28P01' });
  });

  it('is the server of POSTGRES_URL where there is one, and that is left alone', async () => {
    server = await startPostgres({ url: '' });
    const foreign = await startPostgres({ url: server.url });
    expect(foreign).toMatchObject({ url: server.url, isOurs: false, from: 'POSTGRES_URL' });
    await expect(foreign.halt()).rejects.toThrow('not ours');
    await foreign.stop();
    expect(await version(server.url)).toMatch(/^PostgreSQL/);
  });

  it('removes what a process that was killed has left, and nothing else', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'leftovers-'));
    const nobody = 2 ** 22 + 1;
    await mkdtemp(join(parent, `${FOLDER_PREFIX}${nobody}-`));
    const ours = await mkdtemp(join(parent, `${FOLDER_PREFIX}${process.pid}-`));
    const other = await mkdtemp(join(parent, 'other-'));
    await removeLeftovers(parent);
    expect((await readdir(parent)).sort()).toEqual([ours, other].map((path) => path.slice(parent.length + 1)).sort());
    expect((await stat(ours)).isDirectory()).toBe(true);
    await rm(parent, { recursive: true });
  });
});
