import { setTimeZoneResolver } from '@grafana/data';
import { formatWindow, withLocalTimes } from './time';

describe('the window of the measurements', () => {
  it('is said in steps, so that it does not flicker while it fills', () => {
    expect([3, 12, 28, 31, 58, 60, 62].map(formatWindow)).toEqual([
      'last 10 s',
      'last 10 s',
      'last 30 s',
      'last 30 s',
      'last minute',
      'last minute',
      'last minute',
    ]);
    expect(formatWindow(300)).toBe('last 5 min');
  });
});

afterEach(() => setTimeZoneResolver(() => 'browser'));

describe('times in sentences of the collector', () => {
  it('are those of the person who reads them', () => {
    const now = Date.parse('2026-11-24T10:00:00Z');
    const sentence = 'Frozen until 2026-11-24T10:22:00.000Z by anna.';
    expect(withLocalTimes(sentence, now)).toBe('Frozen until 10:22:00 by anna.');
    setTimeZoneResolver(() => 'Asia/Tokyo');
    expect(withLocalTimes(sentence, now)).toBe('Frozen until 19:22:00 by anna.');
    expect(withLocalTimes(sentence, now - 86_400_000)).toBe('Frozen until 2026-11-24 19:22 by anna.');
  });
});
