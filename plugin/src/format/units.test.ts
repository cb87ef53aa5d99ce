import { formatBytes, formatDuration, formatGain, formatGainRange, formatLevel, formatSetting } from './units';

describe('units that people think in', () => {
  it('writes response times in milliseconds below one second', () => {
    expect(formatLevel(0.1874, 'seconds')).toBe('187 ms');
    expect(formatLevel(1.25, 'seconds')).toBe('1.25 s');
  });
  it('writes throughput per minute and ratios as percent', () => {
    expect(formatLevel(1000 / 60, 'requests_per_second')).toBe('1,000/min');
    expect(formatLevel(0.005, 'ratio')).toBe('0.5 %');
    expect(formatLevel(0.87, 'ratio')).toBe('87 %');
  });
  it('writes settings in their unit', () => {
    expect(formatSetting(2, 'seconds')).toBe('2 s');
    expect(formatSetting(900, 'seconds')).toBe('15 min');
    expect(formatSetting(1, 'connections')).toBe('1 connection');
    expect(formatSetting('lru', 'name')).toBe('LRU');
    expect(formatBytes(1024 ** 3)).toBe('1 GiB');
  });
  it('writes quotients as gains and losses', () => {
    expect(formatGain(0.49)).toBe('51 % faster');
    expect(formatGain(1.08)).toBe('8 % slower');
    expect(formatGain(1.001)).toBe('unchanged');
    expect(formatGain(3)).toBe('3 times as slow');
    expect(formatGain(0.001)).toBe('over 99 % faster');
  });
  it('writes what lies between two of them in one direction where it has one', () => {
    expect(formatGainRange(0.49, 0.63)).toBe('37 to 51 % faster');
    expect(formatGainRange(1.05, 1.2)).toBe('5 to 20 % slower');
    expect(formatGainRange(0.9, 1.08)).toBe('10 % faster to 8 % slower');
    expect(formatGainRange(0.9, 0.901)).toBe('10 % faster');
  });
  it('writes durations without false precision', () => {
    expect(formatDuration(45)).toBe('45 s');
    expect(formatDuration(9000)).toBe('2 h 30 min');
    expect(formatDuration(3 * 86_400)).toBe('3 d');
  });
});
