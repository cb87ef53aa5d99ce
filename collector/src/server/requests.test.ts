import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { ProblemError, silentLog, systemClock } from '../contract/index.js';
import { agentReport } from './testing/documents.js';
import { startHarness } from './testing/harness.js';
import type { Ask, Harness } from './testing/harness.js';

describe('the API', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.close());

  const put = (path: string, body: unknown): Ask & { path: string } => ({
    path,
    method: 'PUT',
    token: 'control',
    body,
  });

  it.each<[string, Ask & { path: string }, number, string]>([
    [
      'a target of −1',
      put('/targets', { response_time: -1 }),
      400,
      'response_time is -1; it must be a number of seconds between 0.001 and 600.',
    ],
    [
      'a target that is text',
      put('/targets', { throughput: 'high' }),
      400,
      'throughput is "high"; it must be a number of requests per second between 0 and 1000000.',
    ],
    [
      'a mistyped target',
      put('/targets', { responseTime: 1 }),
      400,
      'responseTime is not a known key; did you mean response_time?',
    ],
    [
      'an empty part',
      put('/targets', {}),
      400,
      'The document is {}; it must have at least one of the keys response_time, throughput, error_rate.',
    ],
    [
      'a list',
      put('/targets', []),
      400,
      'The document is []; it must be an object with the keys response_time, throughput, error_rate.',
    ],
    [
      'a threshold of 80',
      put('/thresholds', { cpu: 80 }),
      400,
      'cpu is 80; it must be a share (0.01 is 1 %) between 0.05 and 1.',
    ],
    [
      'an unknown mode',
      put('/mode', { mode: 'auto' }),
      400,
      'mode is "auto"; it must be one of observe, propose, apply.',
    ],
    [
      'a freeze of a second',
      put('/freeze', { seconds: 1 }),
      400,
      'seconds is 1; it must be a number of seconds between 60 and 2592000.',
    ],
    [
      'a setting that is an object',
      put('/settings/a', { value: {} }),
      400,
      'value is {}; it must be a number or a name.',
    ],
    [
      'a confirmation without a plan',
      { path: '/optimizations', method: 'POST', token: 'control', body: {} },
      400,
      'planId is missing; it must be the id of a plan.',
    ],
    [
      'malformed JSON',
      {
        path: '/targets',
        method: 'PUT',
        token: 'control',
        raw: '{"a":',
        headers: { 'content-type': 'application/json' },
      },
      400,
      'The request body is not valid JSON: ',
    ],
    ['no body', { path: '/targets', method: 'PUT', token: 'control' }, 400, 'The request has no JSON body.'],
    [
      'a form',
      { path: '/targets', method: 'PUT', token: 'control', raw: 'a=1', headers: { 'content-type': 'text/plain' } },
      415,
      'The request body is "text/plain".',
    ],
    [
      'an unknown encoding',
      {
        path: '/targets',
        method: 'PUT',
        token: 'control',
        raw: 'a',
        headers: { 'content-type': 'application/json', 'content-encoding': 'zstd' },
      },
      415,
      'The request body cannot be read',
    ],
    [
      'broken gzip',
      {
        path: '/targets',
        method: 'PUT',
        token: 'control',
        raw: 'aaaa',
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      },
      400,
      '',
    ],
    [
      'too large a body',
      put('/targets', { response_time: 'x'.repeat(300_000) }),
      413,
      'The request body is larger than 262144 bytes.',
    ],
    [
      'an unknown query',
      { path: '/report?servce=shop', token: 'read' },
      400,
      'servce is not a known key; did you mean service?',
    ],
    [
      'a query twice',
      { path: '/report?service=a&service=b', token: 'read' },
      400,
      'service is ["a","b"]; it must be the name of a service.',
    ],
    [
      'a limit of 0',
      { path: '/ledger?limit=0', token: 'read' },
      400,
      'limit is "0"; it must be a whole number between 1 and 1000.',
    ],
    [
      'a time that is none',
      { path: '/ledger?before=yesterday', token: 'read' },
      400,
      'before is "yesterday"; it must be a time, ISO 8601 in UTC.',
    ],
    ['an unknown service', { path: '/report?service=blog', token: 'read' }, 404, 'There is no service blog.'],
    ['an unknown plan', { path: '/plans/p-9', token: 'read' }, 404, 'There is no plan p-9.'],
    ['an unknown path', { path: '/nothing' }, 404, 'There is no GET /api/growth-engine/nothing here.'],
    ['another case', { path: '/Health' }, 404, 'There is no GET'],
    [
      'a wrong method',
      { path: '/targets', method: 'PATCH', token: 'control' },
      405,
      'PATCH is not possible on /api/growth-engine/targets.',
    ],
    ['a broken escape', { path: '/plans/%E0%A4%A', token: 'read' }, 400, 'The address cannot be decoded.'],
    ['an escaped slash', { path: '/plans%2fp-1', token: 'read' }, 404, 'There is no GET'],
    ['a doubled slash', { path: '//plans/p-1', token: 'read' }, 404, 'There is no GET'],
    ['dots', { path: '/plans/../targets', token: 'read' }, 404, 'There is no GET'],
  ])('answers %s with one clear sentence and a next step', async (_, { path, ...ask }, status, detail) => {
    const reply = await harness.api(path, ask);
    expect(reply.headers['content-type']).toContain('application/problem+json');
    expect(reply.json).toMatchObject({
      status,
      detail: expect.stringContaining(detail),
      nextStep: expect.stringMatching(/\.$/),
    });
    expect(reply.status).toBe(status);
    expect(harness.control.calls).toEqual([]);
  });

  it('names the allowed methods of a path', async () => {
    const reply = await harness.api('/targets', { method: 'DELETE', token: 'control' });
    expect(reply.headers.allow).toBe('GET, HEAD, PUT');
  });

  it('lists every key that is wrong', async () => {
    const reply = await harness.api('/targets', put('', { response_time: 0, error_rate: 2 }));
    expect(reply.json).toMatchObject({ errors: [{ path: 'response_time' }, { path: 'error_rate' }] });
  });

  it('does without ?service= for one service and asks for it with several', async () => {
    expect((await harness.api('/report', { token: 'read' })).json).toMatchObject({ service: 'shop' });
    harness.control.names = ['shop', 'blog'];
    expect((await harness.api('/report', { token: 'read' })).json).toMatchObject({
      type: 'urn:growth-engine:problem:service-required',
      detail: 'This collector has several services: shop, blog.',
    });
    expect((await harness.api('/report?service=blog', { token: 'read' })).json).toMatchObject({ service: 'blog' });
    expect((await harness.api('/health')).status).toBe(200);
    const plan = await harness.api('/plans', { method: 'POST', token: 'control', body: { service: 'blog' } });
    expect(plan.status).toBe(201);
    expect(harness.control.calls.at(-1)?.args).toEqual(['blog', []]);
    harness.control.names = [];
    expect((await harness.api('/report', { token: 'read' })).status).toBe(404);
  });

  it('answers 503 only when unhealthy', async () => {
    harness.control.healthStatus = 'degraded';
    expect((await harness.api('/health')).status).toBe(200);
    harness.control.healthStatus = 'unhealthy';
    expect((await harness.api('/health')).status).toBe(503);
  });

  it('says where a plan and an optimization are to be read', async () => {
    const plan = await harness.api('/plans', { method: 'POST', token: 'control', body: {} });
    expect(plan.headers.location).toBe('/api/growth-engine/plans/p-1');
    const confirm = () => harness.api('/optimizations', { method: 'POST', token: 'control', body: { planId: 'p-1' } });
    const first = await confirm();
    expect([first.status, first.headers.location]).toEqual([202, '/api/growth-engine/optimizations/o-1']);
    expect((await confirm()).status).toBe(200);
  });

  it('does under one Idempotency-Key one thing only, and refuses another body under it', async () => {
    const confirm = (planId: string, key = 'k-1') =>
      harness.api('/optimizations', {
        method: 'POST',
        token: 'control',
        body: { planId },
        headers: { 'idempotency-key': key },
      });
    const replies = await Promise.all([confirm('p-1'), confirm('p-1'), confirm('p-1')]);
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 200, 202]);
    expect(harness.control.confirmed).toBe(1);
    expect((await confirm('p-2')).json).toMatchObject({
      status: 409,
      type: 'urn:growth-engine:problem:idempotency-conflict',
    });
    harness.control.failure = new ProblemError('plan-expired', 'It has expired.', 'Make a new one.');
    expect((await confirm('p-3', 'k-2')).status).toBe(409);
    harness.control.failure = undefined;
    expect((await confirm('p-3', 'k-2')).status).toBe(200);
    expect((await confirm('p-3', ' ')).status).toBe(400);
  });

  it('hands on the problems of the loop, with their link', async () => {
    harness.control.failure = new ProblemError('plan-stale', 'A setting changed.', 'Confirm the new plan.', {
      link: '/x',
    });
    const reply = await harness.api('/optimizations', { method: 'POST', token: 'control', body: { planId: 'p-1' } });
    expect(reply.status).toBe(409);
    expect(reply.json).toMatchObject({
      detail: 'A setting changed.',
      link: '/x',
      instance: '/api/growth-engine/optimizations',
    });
  });

  it('tells nothing of its inside when it fails, and logs it', async () => {
    await harness.close();
    const error = jest.fn();
    harness = await startHarness({ log: { ...silentLog, error } });
    harness.control.failure = new Error('secret inside');
    const reply = await harness.api('/targets', put('', { response_time: 1 }));
    expect(reply.status).toBe(500);
    expect(reply.text).not.toContain('secret');
    expect(error).toHaveBeenCalledTimes(1);
  });
});

describe('an agent’s report', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.close());
  const path = `/agents/${agentReport.instance}/report`;

  it('may be compressed and larger than other bodies, and may say more than we know', async () => {
    const [batch] = agentReport.batches;
    const series = Array.from({ length: 20_000 }, () => batch?.series[0]);
    const report = { ...agentReport, batches: [{ ...batch, series }], later: true };
    const reply = await harness.api(path, {
      method: 'POST',
      token: 'agent',
      raw: gzipSync(JSON.stringify(report)),
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    });
    expect(reply.status).toBe(200);
  });

  it('is not inflated beyond 8 MiB', async () => {
    const reply = await harness.api(path, {
      method: 'POST',
      token: 'agent',
      raw: gzipSync(Buffer.alloc(9 * 1024 * 1024, ' ')),
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    });
    expect(reply.status).toBe(413);
  });

  it.each([
    [{ protocol: 99 }, 'protocol-mismatch', 'The agent speaks protocol 99, this collector 1.'],
    [{ instance: 'other' }, 'invalid-body', 'The report is of instance other'],
    [{ holdMs: 60_000 }, 'invalid-body', 'holdMs is 60000; it must be at most 2000.'],
    [{ batches: [{}] }, 'invalid-body', 'such problems in all'],
  ])('with %j is refused as %s', async (part, id, detail) => {
    const reply = await harness.api(path, { method: 'POST', token: 'agent', body: { ...agentReport, ...part } });
    expect(reply.status).toBe(400);
    expect(reply.json).toMatchObject({
      type: `urn:growth-engine:problem:${id}`,
      detail: expect.stringContaining(detail),
    });
  });

  it('that is held ends when the agent goes', async () => {
    const aborted = new Promise<void>((resolve) => {
      harness.control.exchange = (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            resolve();
            reject(new Error('aborted'));
          });
          controller.abort();
        });
    });
    const controller = new AbortController();
    const asked = harness.api(path, { method: 'POST', token: 'agent', body: agentReport, signal: controller.signal });
    await expect(asked).rejects.toThrow(/abort/i);
    await aborted;
  });

  it('that is held ends when the server closes, and asks to come again', async () => {
    const held = new Promise<void>((resolve) => {
      harness.control.exchange = (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
          resolve();
        });
    });
    const asked = harness.api(path, { method: 'POST', token: 'agent', body: agentReport });
    await held;
    const closed = harness.close();
    const reply = await asked;
    expect(reply.status).toBe(503);
    expect(reply.json).toMatchObject({ detail: 'The collector is shutting down.' });
    expect(reply.headers['retry-after']).toBe('1');
    await closed;
  });
});

describe('idempotency', () => {
  it('forgets after 24 hours', async () => {
    let now = 0;
    const harness = await startHarness({ clock: { ...systemClock, monotonic: () => now } });
    const confirm = (planId: string) =>
      harness.api('/optimizations', {
        method: 'POST',
        token: 'control',
        body: { planId },
        headers: { 'idempotency-key': 'k' },
      });
    await confirm('p-1');
    now = 23 * 3_600_000;
    expect((await confirm('p-2')).status).toBe(409);
    now = 25 * 3_600_000;
    expect((await confirm('p-2')).status).toBe(200);
    await harness.close();
  });
});
