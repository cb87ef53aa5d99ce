import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { meetingPlace } from './meeting-place.js';
import { joinSiblings, type Siblings } from './siblings.js';

const never = new AbortController().signal;
const says =
  (text: string, status = 200): RequestListener =>
  (_, res) =>
    void res.writeHead(status).end(text);
let folder: string;
const joined: Siblings[] = [];
const joinAs = async (worker: string, answer: RequestListener): Promise<Siblings> => {
  const one = await joinSiblings({ folder, worker, answer });
  joined.push(one);
  return one;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'siblings-'));
});
afterEach(async () => {
  for (const one of joined.splice(0)) await one.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A socket whose process was killed. */
function leaveDeadSocket(name: string): void {
  const script = `require('net').createServer().listen(${JSON.stringify(join(folder, name))}, () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', script]);
  expect(readdirSync(folder)).toContain(name);
}

describe('siblings', () => {
  it('tell each other what they measure, and none is asked by itself', async () => {
    const one = await joinAs('1', says('one'));
    await joinAs('2', says('two'));
    expect(await one.ask(never)).toEqual({ texts: [{ worker: '2', text: 'two' }], failures: [] });
  });

  it('that fail or do not answer in time are named, and cost nobody else anything', async () => {
    const one = await joinAs('1', says('one'));
    await joinAs('2', says('two'));
    await joinAs('3', says('broken', 500));
    const deadline = new AbortController();
    await joinAs('4', () => void setTimeout(() => deadline.abort(), 1000));
    const { texts, failures } = await one.ask(deadline.signal);
    expect(texts).toEqual([{ worker: '2', text: 'two' }]);
    expect(failures.map((failure) => failure.slice(0, 8)).sort()).toEqual(['Worker 3', 'Worker 4']);
  });

  it('that were killed are forgotten, also where the process id comes again', async () => {
    leaveDeadSocket('9-99999.sock');
    leaveDeadSocket(`1-${process.pid}.sock`);
    const one = await joinAs('1', says('one'));
    expect(await one.ask(never)).toEqual({ texts: [], failures: [] });
    expect(readdirSync(folder)).toEqual([`1-${process.pid}.sock`]);
    await one.close();
    expect(existsSync(folder)).toBe(false);
    joined.splice(0);
  });

  it('do not take each other’s place: the second of one name is refused', async () => {
    await joinAs('1', says('one'));
    await expect(joinAs('1', says('other'))).rejects.toThrow('EADDRINUSE');
  });
});

describe('the meeting place', () => {
  it('is the same for one service and primary, another for others, and short whatever the service is called', () => {
    const place = meetingPlace('a'.repeat(500), 4_000_001);
    expect(meetingPlace('a'.repeat(500), 4_000_001)).toBe(place);
    expect(meetingPlace('b', 4_000_001)).not.toBe(place);
    expect(meetingPlace('a'.repeat(500), 4_000_002)).not.toBe(place);
    expect((place ?? '').length).toBeLessThan(90);
  });

  it('is refused where others may enter', () => {
    const place = meetingPlace('open', 4_000_003) ?? '';
    chmodSync(place, 0o755);
    expect(() => meetingPlace('open', 4_000_003)).toThrow('is not ours alone');
    rmSync(place, { recursive: true });
    for (const name of readdirSync(dirname(place)).filter((one) => /^400000\d-/.test(one)))
      rmSync(join(dirname(place), name), { recursive: true });
  });
});
