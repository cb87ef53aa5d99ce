import { describe, expect, it } from '@jest/globals';
import { ledgerEntries, optimization, plan, reportDocument } from '../../server/testing/documents.js';
import { createStyle, widthOf } from '../format/style.js';
import { ledgerView } from './ledger.js';
import { progressLine, resultView } from './optimization.js';
import { planView } from './plan.js';
import { reportView } from './report.js';

const plain = createStyle(false);

describe('what the terminal shows', () => {
  it('of a report', () => {
    expect(reportView(reportDocument, plain)).toMatchSnapshot();
  });

  it('of a report when it is frozen and there is no traffic', () => {
    const freeze = {
      until: '2026-01-02T04:00:00.000Z',
      by: { kind: 'terminal', name: 'ada' },
      reason: 'sale',
    } as const;
    expect(reportView({ ...reportDocument, routes: [], freeze }, plain)).toMatchSnapshot();
  });

  it('of a plan', () => {
    expect(planView(plan, plain, 100)).toMatchSnapshot();
  });

  it('of a plan within 60 columns', () => {
    const lines = planView(plan, plain, 60).split('\n');
    expect(Math.max(...lines.filter((line) => line.startsWith('     ')).map(widthOf))).toBeLessThanOrEqual(90);
  });

  it('of progress, in one line that fits', () => {
    const [first] = optimization.changes;
    if (first === undefined) throw new Error('the optimization has no change');
    const { decision: _, ...undecided } = first;
    const running = {
      ...optimization,
      state: 'observing',
      changes: [{ ...undecided, state: 'observing', secondsLeft: 42 }],
    } as const;
    expect(progressLine(running, 200)).toMatchSnapshot();
    expect(progressLine(running, 40).length).toBeLessThan(40);
  });

  it('of a result', () => {
    expect(resultView(optimization, plain)).toMatchSnapshot();
  });

  it('of the ledger', () => {
    expect(ledgerView(ledgerEntries, plain)).toMatchSnapshot();
    expect(ledgerView([], plain)).toBe('Nothing has been decided or changed yet.\n');
  });

  it('is aligned with colours as it is without', () => {
    const coloured = reportView(reportDocument, createStyle(true));
    expect(coloured).toContain('\u001b[31mmissed');
    // eslint-disable-next-line no-control-regex
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(reportView(reportDocument, plain));
  });
});
