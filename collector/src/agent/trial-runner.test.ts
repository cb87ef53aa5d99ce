import { describe, expect, it } from '@jest/globals';
import { silentLog } from '../contract/index.js';
import type { Trial } from '../contract/index.js';
import type { RequestContext } from '../instruments/request-context.js';
import { armOfBlock } from './block-schedule.js';
import { SettingsHost } from './settings-host.js';
import { ManualClock } from './testing/manual-clock.js';
import { NumberTunable } from './testing/number-tunable.js';
import { TrialRunner } from './trial-runner.js';

const trialOf = (part: Partial<Trial> = {}): Trial => ({
  id: 't1',
  setting: 'cache.x.ttl',
  a: 2,
  b: 8,
  split: { by: 'keys', share: 0.5, swapped: false },
  blockMs: 1_000,
  seed: 7,
  lastsMs: 60_000,
  renewWithinMs: 5_000,
  ...part,
});

function setUp(): { clock: ManualClock; tunable: NumberTunable; host: SettingsHost; runner: TrialRunner } {
  const clock = new ManualClock();
  const tunable = new NumberTunable('cache.x.ttl', 2);
  const host = new SettingsHost();
  host.add([tunable]);
  return { clock, tunable, host, runner: new TrialRunner({ host, clock, log: silentLog }) };
}

const requestAt = (clock: ManualClock, arm?: RequestContext['arm']): RequestContext => ({
  route: '/r',
  arm,
  startedAt: clock.monotonic(),
});

describe('TrialRunner', () => {
  it('splits keys while the lease is renewed, and ends at the settled value', () => {
    const { clock, tunable, host, runner } = setUp();
    runner.update([trialOf()]);
    expect(tunable.splits).toEqual(['2|8@0.5']);
    for (let second = 0; second < 10; second += 2) {
      clock.advance(2_000);
      runner.update([trialOf()]);
    }
    expect(runner.statuses()).toEqual([{ trial: 't1', state: 'running' }]);
    host.apply({ settings: { 'cache.x.ttl': 8 }, owners: {} });
    runner.update([]);
    expect(tunable.splits).toEqual(['2|8@0.5', 'end 8']);
    expect(tunable.get()).toBe(8);
    expect(clock.pending).toBe(0);
  });

  it('gives the same keys the other value when their sides are swapped, and shows the settled one', () => {
    const { clock, tunable, host, runner } = setUp();
    runner.update([trialOf({ split: { by: 'keys', share: 0.5, swapped: true } })]);
    expect(tunable.splits).toEqual(['8|2@0.5']);
    expect(host.states().map(({ value }) => value)).toEqual([2]);
    runner.record(requestAt(clock, 'b'), 0.1, 200);
    runner.record(requestAt(clock, 'a'), 0.2, 200);
    expect(runner.drainBlocks().map(({ arm, sum }) => [arm, sum])).toEqual([
      ['a', 0.1],
      ['b', 0.2],
    ]);
    clock.advance(6_000);
    expect(runner.statuses()[0]?.state).toBe('expired');
    expect(tunable.get()).toBe(2);
  });

  it('falls back to a when the lease is not renewed, whatever the wall clock says', () => {
    const { clock, tunable, runner } = setUp();
    runner.update([trialOf()]);
    clock.jump(-86_400_000);
    clock.advance(4_900);
    expect(runner.statuses()[0]?.state).toBe('running');
    clock.advance(200);
    expect(runner.statuses()[0]?.state).toBe('expired');
    expect(tunable.get()).toBe(2);
  });

  it('falls back to a after its whole time even when it is renewed', () => {
    const { clock, tunable, runner } = setUp();
    const trial = trialOf({ lastsMs: 3_000, split: { by: 'whole', arm: 'b' } });
    runner.update([trial]);
    expect(tunable.get()).toBe(8);
    clock.advance(2_000);
    runner.update([trial]);
    clock.advance(1_500);
    expect(runner.statuses()[0]?.state).toBe('expired');
    expect(tunable.get()).toBe(2);
  });

  it('alternates blocks in seeded pairs and does not count the wash-out', () => {
    const { clock, tunable, runner } = setUp();
    runner.update([trialOf({ split: { by: 'blocks', washoutMs: 300 }, renewWithinMs: 60_000 })]);
    const seen: string[] = [];
    for (let block = 0; block < 6; block += 1) {
      const arm = armOfBlock(7, block);
      expect(tunable.get()).toBe(arm === 'a' ? 2 : 8);
      runner.record(requestAt(clock), 9, 200);
      clock.advance(500);
      runner.record(requestAt(clock), 0.25, 200);
      clock.advance(500);
      seen.push(arm);
    }
    for (let pair = 0; pair < 6; pair += 2) expect(new Set(seen.slice(pair, pair + 2)).size).toBe(2);
    const blocks = runner.drainBlocks();
    expect(blocks).toHaveLength(6);
    for (const delta of blocks) expect(delta).toMatchObject({ count: 1, sum: 0.25, arm: armOfBlock(7, delta.block) });
    expect(runner.drainBlocks()).toEqual([]);
  });

  it('counts only requests that speak for one arm, with their errors and rejections', () => {
    const { clock, runner } = setUp();
    runner.update([trialOf()]);
    runner.record(requestAt(clock, 'a'), 0.1, 200);
    runner.record(requestAt(clock, 'b'), 0.2, 503);
    runner.record(requestAt(clock, 'mixed'), 5, 200);
    runner.record(requestAt(clock), 5, 200);
    runner.recordRejected(requestAt(clock, 'b'));
    expect(runner.drainBlocks()).toEqual([
      expect.objectContaining({ arm: 'a', count: 1, sum: 0.1, errors: 0, rejected: 0 }),
      expect.objectContaining({ arm: 'b', count: 1, sum: 0.2, errors: 1, rejected: 1 }),
    ]);
  });

  it('does not count requests that arrived before the trial began', () => {
    const { clock, runner } = setUp();
    const early = requestAt(clock, 'b');
    clock.advance(10);
    runner.update([trialOf()]);
    runner.record(early, 3, 200);
    expect(runner.drainBlocks()).toEqual([]);
  });

  it('changes roles when the collector says so', () => {
    const { tunable, runner } = setUp();
    runner.update([trialOf({ split: { by: 'whole', arm: 'a' } })]);
    expect(tunable.get()).toBe(2);
    runner.update([trialOf({ split: { by: 'whole', arm: 'b' } })]);
    expect(tunable.get()).toBe(8);
  });

  it('says why a trial cannot run, and leaves the value alone', () => {
    const { tunable, runner } = setUp();
    runner.update([
      trialOf({ setting: 'cache.unknown.ttl' }),
      trialOf({ id: 't2', b: 900, split: { by: 'whole', arm: 'b' } }),
    ]);
    expect(runner.statuses()).toEqual([
      { trial: 't1', state: 'failed', error: 'This process has no setting "cache.unknown.ttl".' },
      { trial: 't2', state: 'failed', error: 'cache.x.ttl must be at most 100; it was 900.' },
    ]);
    expect(tunable.get()).toBe(2);
  });
});
