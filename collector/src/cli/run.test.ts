import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { controlSocketPath } from '../server/index.js';
import { optimization, plan } from '../server/testing/documents.js';
import { startHarness, TOKENS } from '../server/testing/harness.js';
import type { Harness } from '../server/testing/harness.js';
import { loadTokens } from '../store/index.js';
import { VERSION } from '../version.js';
import { parseDuration } from './arguments.js';
import { run } from './run.js';
import { stateDirOf } from './state-dir.js';
import { createTestTerminal } from './testing/terminal.js';
import type { TestTerminal } from './testing/terminal.js';

describe('growth-engine', () => {
  let dir: string;
  let harness: Harness;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'ge-cli-'));
    harness = await startHarness({ socketPath: controlSocketPath(dir), terminalUser: 'ada' });
  });
  afterEach(async () => {
    await harness.close();
    await rm(dir, { recursive: true });
  });

  const growthEngine = async (
    line: string,
    options: Parameters<typeof createTestTerminal>[0] = {}
  ): Promise<TestTerminal & { code: number }> => {
    const terminal = createTestTerminal({ ...options, env: { GROWTH_ENGINE_STATE_DIR: dir, ...options.env } });
    const code = await run(
      line.split(' ').filter((word) => word !== ''),
      terminal
    );
    return Object.assign(terminal, { code });
  };

  it('shows what there is', async () => {
    const help = await growthEngine('--help');
    expect(help.code).toBe(0);
    expect(help.output.replace(VERSION, 'VERSION')).toMatchSnapshot();
    expect((await growthEngine('')).code).toBe(2);
    expect(await growthEngine('--version')).toMatchObject({ code: 0, output: `${VERSION}\n` });
    expect((await growthEngine('optimize --help')).output).toMatchSnapshot();
    expect((await growthEngine('serve --help')).output).toContain('GROWTH_ENGINE_TARGETS_RESPONSE_TIME');
  });

  it.each([
    ['optimise', 'There is no command optimise; did you mean optimize?'],
    ['report --srvice shop', 'There is no option --srvice here; did you mean service?'],
    ['report --service', 'The option --service needs a value.'],
    ['report --json=yes', 'The option --json takes no value.'],
    ['report shop', 'report does not know what to do with shop.'],
    ['freeze', 'freeze needs to know how long.'],
    ['freeze --for soon', '"soon" is no time.'],
    ['token', 'Say which token: agent, read, control.'],
    ['token show reed', 'There is no reed token; did you mean read?'],
    ['serve --port http', '--port "http" is no port.'],
    ['report --url nowhere', '--url "nowhere" is no URL.'],
  ])('refuses "%s" as wrong usage', async (line, message) => {
    const { code, errors } = await growthEngine(line);
    expect(errors).toContain(message);
    expect(code).toBe(2);
  });

  it('says that no collector answers, and where it looked', async () => {
    const elsewhere = { env: { GROWTH_ENGINE_STATE_DIR: '/nowhere' } };
    const { code, errors } = await growthEngine('report', elsewhere);
    expect(errors).toBe(
      'No collector answers at /nowhere/control.sock: nothing listens there.\nStart one with growth-engine serve, or say where it is with --state-dir or --url.\n'
    );
    expect(code).toBe(3);
  });

  it('reports, and exits 1 where a target is missed', async () => {
    const { code, output } = await growthEngine('report');
    expect(output).toContain('Response time');
    expect(code).toBe(1);
    expect(JSON.parse((await growthEngine('report --json')).output)).toMatchObject({ service: 'shop' });
  });

  it('reaches a collector over HTTP with tokens from the environment', async () => {
    const line = `report --url ${harness.server.url}`;
    expect((await growthEngine(line)).errors).toContain('The read token is missing.');
    const { code } = await growthEngine(line, { env: { GROWTH_ENGINE_READ_TOKEN: TOKENS.read } });
    expect(code).toBe(1);
  });

  it('shows the plan, asks, and applies nothing without a yes', async () => {
    const { code, output, questions } = await growthEngine('optimize', { interactive: true, answers: [''] });
    expect(output).toContain('TTL of route dashboard  2 s → 8 s');
    expect(questions).toEqual(['\nApply these 2 changes, one at a time? [y/N] ']);
    expect(output).toContain('Nothing was changed.');
    expect(harness.control.confirmed).toBe(0);
    expect(code).toBe(0);
  });

  it('applies after a yes, follows, and shows what was measured', async () => {
    let polls = 0;
    harness.control.optimization = () => ({ ...optimization, state: ++polls < 3 ? 'observing' : 'settled' });
    harness.control.confirm = async (planId, actor) => {
      expect([planId, actor]).toEqual(['p-1', { kind: 'terminal', name: 'ada' }]);
      return { optimization: { ...optimization, state: 'applying' }, created: true };
    };
    const { code, output } = await growthEngine('optimize', { interactive: true, answers: ['y'] });
    expect(polls).toBe(3);
    expect(output).toContain('×0.39 (0.34–0.45)');
    expect(code).toBe(0);
  });

  it('asks for --yes where nobody can answer', async () => {
    const refused = await growthEngine('optimize');
    expect(refused.errors).toContain('Add --yes to confirm without a terminal.');
    expect(refused.code).toBe(2);
    const { code, output } = await growthEngine('optimize --yes --json --scope /dashboard');
    expect(JSON.parse(output)).toMatchObject({ plan: { id: 'p-1' }, optimization: { id: 'o-1' } });
    expect(
      harness.control.calls.find((call) => call.name === 'createPlan' && call.args[1] !== undefined)
    ).toBeDefined();
    expect(code).toBe(0);
  });

  it('exits 1 where a guard refuses, and 0 where there is nothing to do', async () => {
    const refusal = { guard: 'frozen', sentence: 'Frozen until 12:00 by ada.', nextStep: 'Unfreeze first.' } as const;
    harness.control.createPlan = async () => ({ ...plan, refusals: [refusal] });
    const refused = await growthEngine('optimize --yes');
    expect(refused.output).toContain('Frozen until 12:00 by ada. Unfreeze first.');
    expect(refused.code).toBe(1);
    harness.control.createPlan = async () => ({ ...plan, changes: [] });
    const nothing = await growthEngine('optimize --yes');
    expect(nothing.output).toContain('There is nothing that would help now.');
    expect(nothing.code).toBe(0);
  });

  it('reverts the last one, freezes, unfreezes, and shows the ledger', async () => {
    expect((await growthEngine('revert')).code).toBe(0);
    expect((await growthEngine('revert o-7')).code).toBe(0);
    expect((await growthEngine('freeze --for 1h30m --reason sale')).output).toContain('shop is frozen for 90 min');
    expect((await growthEngine('unfreeze')).output).toBe('shop is not frozen.\n');
    expect((await growthEngine('ledger')).output).toContain('route.dashboard.ttl 2 s → 8 s');
    expect(harness.control.calls.map(({ name, args }) => [name, args[0], args[1]])).toEqual([
      ['revert', 'o-1', undefined],
      ['revert', 'o-7', undefined],
      ['freeze', 'shop', { seconds: 5400, reason: 'sale' }],
      ['unfreeze', 'shop', undefined],
    ]);
  });

  it('shows and replaces tokens', async () => {
    expect((await growthEngine('token show read')).errors).toContain('There is no read token');
    const tokens = await loadTokens(dir, {});
    expect(await growthEngine('token read')).toMatchObject({ code: 0, output: `${tokens.read}\n` });
    const rotated = await growthEngine('token rotate read');
    expect(rotated.output).not.toBe(`${tokens.read}\n`);
    expect((await growthEngine('token show read')).output).toBe(rotated.output);
  });
});

describe('times and directories', () => {
  it('are read as people write them', () => {
    expect([parseDuration('90s'), parseDuration('1h30m'), parseDuration('2d')]).toEqual([90, 5400, 172_800]);
    expect(() => parseDuration('1 h')).toThrow('is no time');
    expect(stateDirOf({ XDG_STATE_HOME: '/x' }, undefined)).toBe('/x/growth-engine');
    expect(stateDirOf({ XDG_STATE_HOME: '/x', GROWTH_ENGINE_STATE_DIR: '/y' }, undefined)).toBe('/y');
    expect(stateDirOf({ GROWTH_ENGINE_STATE_DIR: '/y' }, '/z')).toBe('/z');
  });
});
