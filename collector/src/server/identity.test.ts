import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWTPayload } from 'jose';
import { startHarness } from './testing/harness.js';
import type { Harness, Reply } from './testing/harness.js';

const ISSUER = 'https://grafana.example/';
const now = Math.floor(Date.now() / 1000);
const CLAIMS: JWTPayload = {
  sub: 'user:2',
  username: 'grace',
  role: 'Editor',
  aud: 'org:1',
  iss: ISSUER,
  iat: now,
  exp: now + 600,
};

describe('the identity behind a write', () => {
  let keys: Server;
  let keysUrl: string;
  let fetches = 0;
  let grafanaKey: CryptoKey;
  let foreignKey: CryptoKey;
  let harness: Harness;

  beforeAll(async () => {
    const pair = await generateKeyPair('ES256');
    grafanaKey = pair.privateKey;
    foreignKey = (await generateKeyPair('ES256')).privateKey;
    const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' };
    keys = createServer((_, response) => {
      fetches += 1;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ keys: [jwk] }));
    }).listen(0, '127.0.0.1');
    await once(keys, 'listening');
    keysUrl = `http://127.0.0.1:${(keys.address() as AddressInfo).port}/api/signing-keys/keys`;
    harness = await startHarness({
      config: { listen: { port: 0 }, grafana: { keysUrl, issuer: ISSUER, audience: 'org:1' } },
    });
  });
  afterAll(async () => {
    await harness.close();
    keys.closeAllConnections();
    keys.close();
  });
  beforeEach(() => {
    harness.control.calls.length = 0;
  });

  const signed = (claims: JWTPayload, key = grafanaKey, header: object = {}): Promise<string> =>
    new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'jwt', kid: 'k1', ...header }).sign(key);
  const write = (identity: string | undefined, to: Harness = harness): Promise<Reply> =>
    to.api('/targets', {
      method: 'PUT',
      token: 'control',
      body: { response_time: 1 },
      headers: identity === undefined ? {} : { 'x-grafana-id': identity },
    });
  const refused = async (identity: string | undefined, status: number, detail: string): Promise<void> => {
    const reply = await write(identity);
    expect(reply.json).toMatchObject({ status, detail: expect.stringContaining(detail) });
    expect(reply.status).toBe(status);
    expect(harness.control.calls).toEqual([]);
  };

  it('is the actor when Grafana signed it, and its keys are fetched once', async () => {
    fetches = 0;
    for (const role of ['Editor', 'Admin']) expect((await write(await signed({ ...CLAIMS, role }))).status).toBe(200);
    expect(harness.control.calls.map((call) => call.actor)).toEqual([
      { kind: 'grafana', name: 'grace', role: 'Editor' },
      { kind: 'grafana', name: 'grace', role: 'Admin' },
    ]);
    expect(fetches).toBeLessThanOrEqual(1);
  });

  it('must be there', () => refused(undefined, 401, 'the header X-Grafana-Id is missing'));
  it('must not be nonsense', () => refused('nonsense', 401, 'was refused'));
  it('must be signed by Grafana', async () =>
    refused(await signed(CLAIMS, foreignKey), 401, 'its signature is not Grafana’s'));
  it('must be signed with a known key', async () =>
    refused(await signed(CLAIMS, foreignKey, { kid: 'k2' }), 401, 'its signature is not Grafana’s'));
  it('must not have expired', async () => refused(await signed({ ...CLAIMS, exp: now - 60 }), 401, 'it has expired'));
  it('must expire', async () => {
    const { exp: _, ...claims } = CLAIMS;
    await refused(await signed(claims), 401, 'its claim "exp"');
  });
  it('must be of this Grafana', async () =>
    refused(await signed({ ...CLAIMS, iss: 'https://evil.test/' }), 401, 'its claim "iss"'));
  it('must be for this organisation', async () =>
    refused(await signed({ ...CLAIMS, aud: 'org:2' }), 401, 'its claim "aud"'));
  it('must not be unsigned', async () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    await refused(`${part({ alg: 'none', kid: 'k1' })}.${part(CLAIMS)}.`, 401, 'was refused');
  });
  it('must not be signed with a shared secret', async () => {
    const secret = new TextEncoder().encode('x'.repeat(32));
    const token = await new SignJWT(CLAIMS).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(secret);
    await refused(token, 401, 'was refused');
  });
  it.each(['Viewer', 'None', ''])('with the role %j may not write', async (role) =>
    refused(await signed({ ...CLAIMS, role }), 403, 'changing anything needs Editor or Admin')
  );

  it('is not asked for when reading, nor instead of the token', async () => {
    expect((await harness.api('/targets', { token: 'read' })).status).toBe(200);
    const identity = await signed(CLAIMS);
    expect((await harness.api('/targets', { method: 'PUT', headers: { 'x-grafana-id': identity } })).status).toBe(401);
  });

  it('cannot be told while Grafana’s keys cannot be reached, which is said', async () => {
    const lost = await startHarness({
      config: { listen: { port: 0 }, grafana: { keysUrl: 'http://127.0.0.1:9/keys', issuer: ISSUER } },
    });
    const reply = await write(await signed(CLAIMS), lost);
    expect(reply.json).toMatchObject({ status: 503, type: 'urn:growth-engine:problem:identity-unavailable' });
    await lost.close();
  });

  it('is ignored where no Grafana is configured: nobody could tell whether it was forged', async () => {
    const plain = await startHarness();
    expect((await write(await signed(CLAIMS, foreignKey), plain)).status).toBe(200);
    expect(plain.control.calls.map((call) => call.actor)).toEqual([{ kind: 'token', name: 'control token' }]);
    await plain.close();
  });
});
