import { describe, expect, it } from '@jest/globals';
import { bytes, duration, percent, rate, relative, settingValue } from './values.js';

describe('numbers for people', () => {
  it.each([
    [0, '0 s'],
    [0.000_05, '50 µs'],
    [0.0425, '42.5 ms'],
    [0.62, '620 ms'],
    [1.5, '1.5 s'],
    [90, '90 s'],
    [300, '5 min'],
    [7200, '2 h'],
    [604_800, '7 d'],
  ])('%d seconds are %s', (seconds, text) => expect(duration(seconds)).toBe(text));

  it('choose the unit that reads best', () => {
    expect(bytes(1_073_741_824)).toBe('1 GiB');
    expect(bytes(1536)).toBe('1.5 KiB');
    expect(percent(0.005)).toBe('0.5 %');
    expect(rate(1000 / 60)).toBe('16.7 /s');
    expect(rate(0.5)).toBe('30 /min');
    expect(settingValue(1, 'connections')).toBe('1 connection');
    expect(settingValue(1, 'entries')).toBe('1 entry');
    expect(settingValue(1500, 'entries')).toBe('1,500 entries');
    expect(settingValue('lru', 'name')).toBe('lru');
    expect([relative(0.39), relative(1.05), relative(1)]).toEqual(['−61 %', '+5 %', '±0 %']);
  });
});
