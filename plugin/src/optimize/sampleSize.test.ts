import { measurement } from '../testing/documents';
import { isTelling, notEnoughText, requestsNeeded } from './sampleSize';

describe('an interval', () => {
  it('is shown once it is within a factor of two either way', () => {
    expect(isTelling(measurement({ low: 0.49, high: 0.63 }))).toBe(true);
    expect(isTelling(measurement({ low: 0.2, high: 1.5 }))).toBe(false);
  });
  it('of a single comparison is none', () => {
    expect(isTelling(measurement({ blocks: 1, low: 0, high: 10 }))).toBe(false);
    expect(isTelling(measurement({ blocks: 1, low: 0.5, high: 0.6 }))).toBe(false);
  });
});

describe('too few requests', () => {
  it('are said with about how many it takes', () => {
    expect(notEnoughText(measurement({ n: 12, blocks: 1, low: 0, high: 10 }))).toBe(
      'Not enough requests yet: 12 of about 60'
    );
    expect(requestsNeeded(measurement({ n: 100, blocks: 3, low: 0.25, high: 4 }))).toBe(400);
  });
  it('never need fewer than there are', () => {
    expect(requestsNeeded(measurement({ n: 1000, blocks: 9, low: 0.49, high: 2.01 }))).toBe(2000);
  });
  it('are said alone where nobody could foresee it', () => {
    expect(notEnoughText(measurement({ n: 12, blocks: 2, low: 1e-9, high: 1e9 }))).toBe(
      'Not enough requests yet: 12 so far'
    );
  });
});
