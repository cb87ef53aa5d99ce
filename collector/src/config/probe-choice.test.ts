import { describe, expect, it } from '@jest/globals';
import { ConfigError } from './errors.js';
import { checkProbeWishes, isProbeEnabled } from './probe-choice.js';

const byDefault = { name: 'cpu', defaultEnabled: true };
const onDemand = { name: 'slow', defaultEnabled: false };

describe('which probes run', () => {
  it('those that do by default or are switched on, and none that is switched off', () => {
    expect(isProbeEnabled(byDefault, { enable: [], disable: [] })).toBe(true);
    expect(isProbeEnabled(byDefault, { enable: [], disable: ['cpu'] })).toBe(false);
    expect(isProbeEnabled(onDemand, { enable: [], disable: [] })).toBe(false);
    expect(isProbeEnabled(onDemand, { enable: ['slow'], disable: [] })).toBe(true);
    expect(isProbeEnabled(onDemand, { enable: ['slow'], disable: ['slow'] })).toBe(false);
  });

  it('a name that no probe has is an error that says what was meant', () => {
    const names = ['cpu', 'redis_sessions'];
    checkProbeWishes({ enable: ['cpu'], disable: ['redis_sessions'] }, names);
    const wrong = (): void => checkProbeWishes({ enable: [], disable: ['redis_session'] }, names);
    expect(wrong).toThrow(ConfigError);
    expect(wrong).toThrow(/probes\.disable names "redis_session", which is no probe; did you mean redis_sessions\?/);
  });
});
