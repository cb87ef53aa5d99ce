import { afterEach, describe, expect, it } from '@jest/globals';
import type { IncomingMessage } from 'node:http';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../contract/index.js';
import { openHostPage } from './host-page.js';

const tokens = { agent: 'the-agent-token', read: 'the-read-token', control: 'the-control-token' };
const dirs: string[] = [];

afterEach(async () => {
  for (const dir of dirs.splice(0)) await rm(dir, { recursive: true });
});

/** A built plugin whose page tells, as its link, which headers it adds for an Editor. */
async function plugin(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'growth-engine-host-page-'));
  dirs.push(dir);
  await mkdir(join(dir, 'host/dist'), { recursive: true });
  await mkdir(join(dir, 'dist'));
  await writeFile(join(dir, 'dist/plugin.json'), '{}');
  await writeFile(join(dir, 'host/dist/index.html'), '');
  await writeFile(
    join(dir, 'host/server.mjs'),
    `export const createHostPage = ({ upstreamHeaders }) => ({
       handler: () => true,
       url: () => JSON.stringify(upstreamHeaders('Editor')),
     });`
  );
  return dir;
}

describe('a call of the host page', () => {
  it('is its person’s, as long as it brings the token that is needed', async () => {
    const page = await openHostPage({ pluginDir: await plugin(), invitation: undefined, tokens, log: silentLog });
    page.reachAt('http://127.0.0.1:1');
    const session = JSON.parse(page.url('')) as Record<string, string>;
    const call = (headers: Record<string, string>) => ({ headers }) as unknown as IncomingMessage;
    const withToken = (token: string) => call({ ...session, authorization: `Bearer ${token}` });

    const person = { kind: 'host-page', name: 'host page', role: 'Editor' };
    expect(page.authorize(withToken(tokens.control), 'control')).toEqual(person);
    expect(page.authorize(withToken(tokens.read), 'read')).toEqual(person);
    expect(page.authorize(withToken(tokens.read), 'control')).toBeUndefined();
    expect(page.authorize(withToken('another'), 'read')).toBeUndefined();
    expect(page.authorize(call(session), 'read')).toBeUndefined();
    expect(page.authorize(call({ authorization: `Bearer ${tokens.control}` }), 'control')).toBeUndefined();
  });
});
