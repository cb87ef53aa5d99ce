import { describe, expect, it } from '@jest/globals';
import { headerPx, legendPx, panelPx, titlePx } from './measure.js';

const DESCRIBED = 1;
const fits = (title: string, columns: number): boolean => titlePx(title, DESCRIBED) <= panelPx(columns);

describe('what fits in a window of 1280 px', () => {
  it.each([
    ['Aborted, count', 4],
    ['Response time after ÷ before', 6],
    ['Slow queries, count', 6],
    ['Memory of the host', 6],
    ['CPU and memory of the processes', 8],
  ])('"%s" was seen cut off in a panel of %d columns', (title, columns) => {
    expect(fits(title, columns)).toBe(false);
  });

  it.each([
    ['Deadlocks', 6],
    ['Disk utilization', 6],
    ['Misses by eviction', 8],
    ['Response time after ÷ before', 12],
  ])('"%s" was seen whole in a panel of %d columns', (title, columns) => {
    expect(fits(title, columns)).toBe(true);
  });

  it('counts the icons beside a title', () => {
    expect(titlePx('Slow query rate', 3)).toBeGreaterThan(titlePx('Slow query rate', 1));
  });

  it('gives the title of a sorted or filtered column more room', () => {
    const plain = headerPx('Response time', { sorted: false, filterable: false });
    expect(headerPx('Response time', { sorted: true, filterable: true })).toBeGreaterThan(plain + 30);
  });

  it('expects labels of a legend as long as they usually are', () => {
    expect(legendPx('{{cache}}')).toBeGreaterThan(legendPx('{{service}}'));
  });
});
