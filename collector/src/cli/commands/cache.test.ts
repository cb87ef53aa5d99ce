import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { run } from '../run.js';
import { createTestTerminal } from '../testing/terminal.js';

describe('growth-engine cache simulate', () => {
  let dir = '';
  const path = (name: string): string => join(dir, name);
  const simulate = async (...args: string[]) => {
    const terminal = createTestTerminal();
    const code = await run(['cache', ...args], terminal);
    return { code, output: terminal.output, errors: terminal.errors };
  };

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'growth-engine-trace-'));
    await writeFile(path('loop.txt'), 'a\nb\n*\nc\na\nb\nc\n');
    await writeFile(path('loop.gz'), gzipSync('a\nb\n*\nc\na\nb\nc\n'));
    await writeFile(path('broken.gz'), gzipSync('a\nb\n').subarray(0, 12));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('prints requests, hits and hit ratio per policy and capacity', async () => {
    const { code, output } = await simulate(
      ...['simulate', '--trace', path('loop.txt'), '--format', 'text', '--capacity', '2,3', '--policy', 'lru,opt']
    );
    expect(code).toBe(0);
    expect(output.split('\n').map((line) => line.trim().split(/\s{2,}/))).toEqual([
      ['policy', 'capacity', 'requests', 'hits', 'hit ratio'],
      ['lru', '2', '6', '0', '0.00 %'],
      ['lru', '3', '6', '3', '50.00 %'],
      ['opt', '2', '6', '2', '33.33 %'],
      ['opt', '3', '6', '3', '50.00 %'],
      [''],
    ]);
  });

  it('unpacks what is packed, and prints a document with --json', async () => {
    const { output } = await simulate(
      ...['simulate', '--trace', path('loop.gz'), '--format', 'text', '--capacity', '3', '--policy', 'sieve', '--json']
    );
    expect(JSON.parse(output)).toEqual({
      trace: path('loop.gz'),
      format: 'text',
      requests: 6,
      distinctKeys: 3,
      results: [{ policy: 'sieve', capacity: 3, requests: 6, hits: 3, misses: 3, hitRatio: 0.5 }],
    });
  });

  it('prints what auto chose when, and what was predicted and achieved', async () => {
    // There and back over 2,001 keys: recency is at its best, frequency is not.
    const way = Array.from({ length: 2001 }, (_, key) => key);
    const there = [...way, ...way.slice(1, -1).reverse()].join('\n');
    await writeFile(path('zigzag.txt'), `${Array.from({ length: 12 }, () => there).join('\n')}\n`);
    const given = ['simulate', '--trace', path('zigzag.txt'), '--format', 'text', '--capacity', '1000'];
    const { code, output } = await simulate(...given, '--policy', 'lru,auto');
    expect(code).toBe(0);
    expect(output).toMatch(/^ {2}auto +1,000 +48,000 /m);
    expect(output).toContain('auto at 1,000 entries\n  began with w-tinylfu\n');
    expect(output).toMatch(/ {2}look-up [\d,]+: w-tinylfu → lru, predicted to gain [\d.]+ points\n/);
    expect(output).toMatch(
      /: lru is kept: in [\d,]+ look-ups predicted [\d.]+ %, achieved [\d.]+ %; w-tinylfu would have/
    );
    expect(output).toMatch(/predicted against achieved: [\d.]+ points apart in the mean of \d+ stretches, \d+ inside/);
    const { output: document } = await simulate(...given, '--policy', 'auto', '--json');
    const [result] = (JSON.parse(document) as { results: Record<string, unknown>[] }).results;
    expect(result).toMatchObject({ policy: 'auto', capacity: 1000, firstPolicy: 'w-tinylfu', lastPolicy: 'lru' });
    expect(result?.['choices']).toMatchObject([
      { event: 'move', kind: 'moved', to: 'lru' },
      { event: 'outcome', policy: 'lru', kept: true },
    ]);
    expect((result?.['curve'] as object[]).length).toBe(9);
  });

  it.each([
    [[], 2, 'Say what to do with a cache: simulate.'],
    [['simulte'], 2, 'There is no cache simulte; did you mean simulate?'],
    [['simulate'], 2, 'cache simulate needs --trace.'],
    [['simulate', '--format', 'csv'], 2, 'There is no trace format csv'],
    [['simulate', '--policy', 'lur'], 2, 'There is no policy lur; did you mean'],
    [['simulate', '--capacity', '0'], 2, '--capacity "0" is no number of entries.'],
    [['simulate', '--capacity', '10,'], 2, '--capacity "" is no number of entries.'],
    [['simulate', '--format', 'arc'], 1, 'Entry 1 of the trace is no ARC request: "a".'],
    [['simulate', '--format', 'int64be'], 1, 'is no multiple of 8.'],
    [['simulate', '--trace', '/nowhere'], 1, '/nowhere cannot be read'],
    [['simulate', '--trace', 'broken.gz'], 1, 'is no whole gzip file'],
  ])('refuses %j', async (given, code, message) => {
    const defaults =
      given.length < 2 ? [] : ['--trace', path('loop.txt'), '--format', 'text', '--capacity', '2', '--policy', 'lru'];
    const [action = '', ...options] = given;
    const args = options.map((one) => (one === 'broken.gz' ? path(one) : one));
    const result = await simulate(...(action === '' ? [] : [action]), ...defaults, ...args);
    expect(result.errors).toContain(message);
    expect(result.code).toBe(code);
  });
});
