import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { API_BASE, ENDPOINTS } from '../contract/index.js';
import type { EndpointId } from '../contract/index.js';
import { ENDPOINT_SCHEMAS } from './endpoint-schemas.js';
import { agentReport } from './testing/documents.js';
import { startHarness } from './testing/harness.js';
import type { Harness } from './testing/harness.js';

const BODIES: Partial<Record<EndpointId, unknown>> = {
  putTargets: { response_time: 0.3 },
  putThresholds: { cpu: 0.7 },
  putMode: { mode: 'apply' },
  putFreeze: { seconds: 3600, reason: 'sale' },
  putSetting: { value: 30 },
  createPlan: { scope: ['/dashboard'] },
  confirm: { planId: 'p-1' },
  agentReport,
};
const PARAMETERS = { ':id': 'p-1', ':name': 'route.dashboard.ttl', ':instance': 'shop-1:9464' };

interface Operation {
  responses: Record<string, { content: Record<string, { schema: object }> }>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
}

describe('every endpoint', () => {
  let harness: Harness;
  let document: Document;
  let ajv: Ajv2020;

  beforeAll(async () => {
    harness = await startHarness();
    document = (await harness.api('/openapi.json')).json as Document;
    ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(document, 'openapi');
  });
  afterAll(() => harness.close());

  const holds = (pointer: string, value: unknown): void => {
    const valid = ajv.validate({ $ref: `openapi#${pointer}` }, value);
    expect(ajv.errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  };
  const pointerOf = (id: EndpointId, status: number, media: string): string => {
    const path = API_BASE + ENDPOINTS[id].path.replaceAll(/:(\w+)/g, '{$1}');
    const parts = [path, ENDPOINTS[id].method.toLowerCase(), 'responses', String(status), 'content', media, 'schema'];
    const escaped = parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')));
    return `/paths/${escaped.join('/')}`;
  };
  const pathOf = (id: EndpointId): string =>
    Object.entries(PARAMETERS).reduce<string>((path, [key, value]) => path.replace(key, value), ENDPOINTS[id].path);

  it('is described by a valid OpenAPI 3.1 document', async () => {
    const result = await new Validator().validate(structuredClone(document) as object as Record<string, unknown>);
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
    const operations = Object.values(document.paths).flatMap((path) => Object.keys(path));
    expect(operations).toHaveLength(Object.keys(ENDPOINTS).length);
  });

  it.each(Object.keys(ENDPOINTS) as EndpointId[])('%s answers as the OpenAPI document says', async (id) => {
    const { method, token } = ENDPOINTS[id];
    const body = BODIES[id];
    const reply = await harness.api(pathOf(id), { method, token, ...(body === undefined ? {} : { body }) });
    expect(Object.keys(ENDPOINT_SCHEMAS[id].answers)).toContain(String(reply.status));
    expect(reply.headers['content-type']).toContain('application/json');
    holds(pointerOf(id, reply.status, 'application/json'), reply.json);
  });

  it.each((Object.keys(ENDPOINTS) as EndpointId[]).filter((id) => ENDPOINTS[id].token !== 'none'))(
    '%s refuses without its token, with a problem document',
    async (id) => {
      const { method, token } = ENDPOINTS[id];
      const bare = await harness.api(pathOf(id), { method });
      expect(bare.status).toBe(401);
      expect(bare.headers['www-authenticate']).toMatch(/^Bearer/);
      expect(bare.json).toMatchObject({
        type: 'urn:growth-engine:problem:unauthenticated',
        nextStep: expect.stringContaining(token),
      });
      holds(pointerOf(id, 401, 'application/problem+json'), bare.json);
      for (const other of ['agent', 'read', 'control'].filter((kind) => kind !== token)) {
        const reply = await harness.api(pathOf(id), { method, token: other });
        expect(reply.status).toBe(403);
        expect(reply.json).toMatchObject({ detail: `This is the ${other} token; the ${token} token is needed here.` });
      }
      expect((await harness.api(pathOf(id), { method, token: 'a-wrong-token-altogether' })).status).toBe(401);
    }
  );
});
