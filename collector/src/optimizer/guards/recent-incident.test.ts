import { describe, expect, it } from '@jest/globals';
import type { Cell } from '../judging/pairs.js';
import { EMPTY_CELL } from '../judging/pairs.js';
import { incidentRefusal, recentIncident } from './recent-incident.js';

const stretch = (mean: number, count = 100): ReadonlyMap<string, Cell> =>
  new Map([['/', { ...EMPTY_CELL, count, sum: count * mean }]]);
const window = (...means: number[]): ReadonlyMap<string, Cell>[] => means.map((mean) => stretch(mean));

describe('an incident that is just over', () => {
  it('is told with its cause, and when a new plan is worth while', () => {
    const found = recentIncident(window(0.1, 0.1, 0.1, 0.1, 0.1, 4, 3, 0.1, 0.1, 0.1, 0.1, 0.1), 1);
    expect(found).toEqual({ worstSeconds: 4, usualSeconds: 0.1, agoSeconds: 25, clearInSeconds: 35 });
    if (found === undefined) throw new Error('no incident');
    expect(incidentRefusal(found)).toEqual({
      guard: 'recent-incident',
      sentence:
        'Answers took 4 s on average until 25 seconds ago, against 100 ms otherwise, so that expected gains are uncertain.',
      nextStep: 'Make a new plan in 35 seconds.',
    });
  });

  it('is not seen in a service that is slow all the time, nor in one that is merely uneven', () => {
    expect(recentIncident(window(4, 4, 4, 4, 4, 4), 1)).toBeUndefined();
    expect(recentIncident(window(0.1, 0.3, 0.1, 0.4, 0.1, 0.2), 0.1)).toBeUndefined();
    expect(recentIncident(window(0.01, 0.2, 0.01, 0.01, 0.01, 0.01), 1)).toBeUndefined();
  });

  it('is not made of two slow requests, nor of a window that is hardly filled', () => {
    expect(recentIncident([...window(0.1, 0.1, 0.1, 0.1, 0.1), stretch(9, 2)], 1)).toBeUndefined();
    expect(recentIncident(window(0.1, 0.1, 9), 1)).toBeUndefined();
  });
});
