import { describe, expect, it } from '@jest/globals';
import { SettingsHost } from './settings-host.js';
import { NumberTunable } from './testing/number-tunable.js';

const setUp = (): { tunable: NumberTunable; host: SettingsHost } => {
  const tunable = new NumberTunable('cache.x.ttl', 2);
  const host = new SettingsHost();
  host.add([tunable]);
  return { tunable, host };
};

describe('SettingsHost', () => {
  it('takes on what is desired and goes back to the application’s own value when nothing is', () => {
    const { tunable, host } = setUp();
    host.apply({ settings: { 'cache.x.ttl': 8 }, owners: { 'cache.x.ttl': 'person' } });
    expect(host.states()[0]).toMatchObject({ value: 8, owner: 'person' });
    host.apply({ settings: {}, owners: {} });
    expect(host.states()[0]).toMatchObject({ value: 2, owner: 'engine' });
    expect(tunable.history).toEqual([8, 2]);
  });

  it('says which value it could not take on, and keeps the old one', () => {
    const { tunable, host } = setUp();
    host.apply({ settings: { 'cache.x.ttl': 500 }, owners: {} });
    expect(host.refused).toEqual({ 'cache.x.ttl': 'cache.x.ttl must be at most 100; it was 500.' });
    expect(tunable.get()).toBe(2);
  });

  it('gives what is desired to a setting that appears later', () => {
    const { host } = setUp();
    host.apply({ settings: { 'cache.late.ttl': 9 }, owners: {} });
    const late = new NumberTunable('cache.late.ttl', 1);
    const remove = host.add([late]);
    expect(late.get()).toBe(9);
    remove();
    expect(host.find('cache.late.ttl')).toBeUndefined();
  });

  it('leaves a setting alone while a trial holds it', () => {
    const { tunable, host } = setUp();
    host.hold('cache.x.ttl');
    host.apply({ settings: { 'cache.x.ttl': 8 }, owners: {} });
    expect(tunable.get()).toBe(2);
    host.release('cache.x.ttl');
    expect(tunable.get()).toBe(8);
  });

  it('refuses two things under one name', () => {
    const { host } = setUp();
    expect(() => host.add([new NumberTunable('cache.x.ttl', 1)])).toThrow(/exists already.*another name/);
  });
});
