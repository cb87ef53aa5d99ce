import { describe, expect, it } from '@jest/globals';
import { SlowQueries } from './slow-queries.js';
import { statementOf } from './statements.js';
import { RecordingLog, StillClock } from './testing/readings.js';

describe('the slow queries of a pool', () => {
  const setUp = (): { slow: SlowQueries; log: RecordingLog; clock: StillClock } => {
    const log = new RecordingLog();
    const clock = new StillClock();
    return { slow: new SlowQueries('main', clock, log), log, clock };
  };

  it('say statement, duration, route and pool in one line', () => {
    const { slow, log } = setUp();
    const statement = statementOf("select * from orders where note = 'x'");
    slow.record(statement, 0.4, '/search');
    expect(log.warnings).toEqual([
      {
        message: 'slow query',
        fields: {
          fingerprint: statement.fingerprint,
          statement: 'select * from orders where note = ?',
          durationSeconds: 0.4,
          route: '/search',
          pool: 'main',
        },
      },
    ]);
  });

  it('are logged once a minute per statement, with the number left out since', () => {
    const { slow, log, clock } = setUp();
    for (let n = 0; n < 5; n++) slow.record(statementOf('select 1'), 0.3, undefined);
    slow.record(statementOf('delete from t'), 0.3, undefined);
    expect(log.warnings).toHaveLength(2);
    clock.ms += 60_000;
    slow.record(statementOf('select 1'), 0.3, undefined);
    expect(log.warnings[2]?.fields).toMatchObject({ notLoggedSinceLast: 4 });
  });

  it('add up calls, mean, maximum and routes, the most time-consuming first', () => {
    const { slow } = setUp();
    slow.record(statementOf('select 1'), 0.3, '/b');
    slow.record(statementOf('select 2'), 0.5, '/a');
    slow.record(statementOf('delete from t'), 2, undefined);
    expect(
      slow
        .list()
        .map(({ statement, calls, meanSeconds, maxSeconds, routes }) => [
          statement,
          calls,
          meanSeconds,
          maxSeconds,
          routes,
        ])
    ).toEqual([
      ['delete from t', 1, 2, 2, []],
      ['select ?', 2, 0.4, 0.5, ['/a', '/b']],
    ]);
  });

  it('are a bounded list that forgets what was not seen for longest', () => {
    const { slow, clock } = setUp();
    for (let n = 0; n < 150; n++) {
      clock.ms += 1;
      slow.record(statementOf(`select c${n} from t`), 0.3, undefined);
    }
    const statements = slow.list().map(({ statement }) => statement);
    expect(statements).toHaveLength(100);
    expect(statements).not.toContain('select c49 from t');
    expect(statements).toContain('select c149 from t');
  });
});
