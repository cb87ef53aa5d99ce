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

  describe('with a setting that keeps itself right', () => {
    const adapting = () => {
      const tunable = new NumberTunable('cache.x.ttl', 2, { adapts: true });
      const told: boolean[] = [];
      const host = new SettingsHost();
      host.add([Object.assign(tunable, { adapt: (free: boolean) => void told.push(free) })]);
      return { tunable, host, may: () => told.at(-1) };
    };

    it('lets it move, and does not take it back to the application’s own value', () => {
      const { tunable, host, may } = adapting();
      expect(may()).toBe(true);
      tunable.set(30);
      host.apply({ settings: {}, owners: {} });
      expect(tunable.get()).toBe(30);
    });

    it('holds it still while a person has it, and lets it go on from there when handed back', () => {
      const { tunable, host, may } = adapting();
      host.apply({ settings: { 'cache.x.ttl': 8 }, owners: { 'cache.x.ttl': 'person' } });
      expect([tunable.get(), may()]).toEqual([8, false]);
      host.apply({ settings: {}, owners: {} });
      expect([tunable.get(), may()]).toEqual([8, true]);
    });

    it('begins anew where the engine has decided something, once', () => {
      const { tunable, host, may } = adapting();
      const desired = { settings: { 'cache.x.ttl': 8 }, owners: {} };
      host.apply(desired);
      expect([tunable.get(), may()]).toEqual([8, true]);
      tunable.set(9);
      host.apply(desired);
      expect(tunable.get()).toBe(9);
    });

    it('holds it still during a trial, and while nothing may adapt', () => {
      const { host, may } = adapting();
      host.hold('cache.x.ttl');
      expect(may()).toBe(false);
      host.release('cache.x.ttl');
      expect(may()).toBe(true);
      host.apply({ settings: {}, owners: {}, adapting: false });
      expect(may()).toBe(false);
    });
  });
});
