import { dateTime, FieldType, toDataFrame, type DataQueryRequest, type DataSourceApi } from '@grafana/data';
import { GUIDES } from '@growth-engine/collector/contract';
import { of } from 'rxjs';
import { prometheusEvidence } from './prometheus';
import { windowOf } from './queries';

const TO = Date.parse('2026-11-24T10:00:00Z');

/** A Prometheus that knows a few expressions. */
function prometheus(answers: Readonly<Record<string, ReadonlyArray<readonly [Record<string, string>, number]>>>) {
  const requests: DataQueryRequest[] = [];
  const query: DataSourceApi['query'] = (request) => {
    requests.push(request);
    return of({
      data: request.targets.flatMap((target) => {
        const expr = 'expr' in target ? String(target.expr) : '';
        const found = Object.entries(answers).find(([part]) => expr.includes(part))?.[1] ?? [];
        return found.map(([labels, value]) =>
          toDataFrame({
            refId: target.refId,
            fields: [
              { name: 'Time', type: FieldType.time, values: [TO] },
              { name: 'Value', type: FieldType.number, labels, values: [value] },
            ],
          })
        );
      }),
    });
  };
  return { requests, dataSource: { name: 'Prometheus', query, getRef: () => ({ type: 'prometheus', uid: 'p' }) } };
}

describe('evidence from Prometheus', () => {
  it('asks instantly at the end of the period, for the service alone, over the window of the alert rules', async () => {
    const { requests, dataSource } = prometheus({});
    await prometheusEvidence(dataSource, 'sh"op', { from: TO - 3_600_000, to: TO }).evaluate(
      [GUIDES['slow-responses']],
      new AbortController().signal
    );
    const [request] = requests;
    expect(request?.range.to.valueOf()).toBe(dateTime(TO).valueOf());
    for (const target of request?.targets ?? []) {
      expect(target).toMatchObject({ instant: true, range: false });
      expect('expr' in target && target.expr).toContain('service="sh\\"op"');
    }
    expect(JSON.stringify(request?.targets)).toContain('[300s]');
  });

  it('holds what came back against the target series', async () => {
    const { dataSource } = prometheus({
      'growth_engine_target{': [[{ objective: 'response_time' }, 0.08]],
      http_request_duration_seconds_sum: [[{}, 0.187]],
      cache_requests_total: [
        [{ cache: 'products' }, 0.9],
        [{ cache: 'dashboard' }, 0.31],
      ],
    });
    const evidence = await prometheusEvidence(dataSource, 'shop', { from: TO - 900_000, to: TO }).evaluate(
      [GUIDES['slow-responses']],
      new AbortController().signal
    );
    const [guide] = evidence.guides;
    expect(guide?.symptom).toMatchObject({
      verdict: 'confirmed',
      text: 'Requests take 187 ms on average and miss the target of 80 ms.',
    });
    expect(guide?.causes[0]?.result).toMatchObject({
      verdict: 'confirmed',
      text: 'Cache dashboard answers only 31 % of its look-ups.',
    });
    expect(guide?.causes.find(({ id }) => id === 'waiting-for-connections')?.result.verdict).toBe('no-data');
    expect(evidence.at).toBe(TO);
  });

  it('says why Prometheus could not answer', async () => {
    const dataSource = {
      name: 'Prometheus',
      getRef: () => ({ uid: 'p' }),
      query: () => Promise.resolve({ data: [], errors: [{ message: 'parse error' }] }),
    };
    await expect(
      prometheusEvidence(dataSource, 'shop', { from: TO - 900_000, to: TO }).evaluate(
        [GUIDES['high-cpu']],
        new AbortController().signal
      )
    ).rejects.toThrow('Prometheus could not answer: parse error.');
  });

  it('never looks at less than a minute', () => {
    expect(windowOf({ from: TO - 1000, to: TO })).toBe(60);
  });
});
