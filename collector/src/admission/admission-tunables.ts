import { SETTING_NAMES, checkSettingValue, type SettingDescriptor, type Tunable } from '../contract/index.js';

const MAX_CONCURRENCY = 100_000;
const MAX_TIMEOUT_SECONDS = 600;

/** Value that a setting reads and turns. */
export interface Dial {
  get(): number;
  set(value: number): void;
}

export function admissionTunables(concurrency: Dial, timeoutSeconds: Dial): readonly Tunable[] {
  const shared = { subject: {}, routes: [], split: 'blocks' } as const;
  return [
    tunable(concurrency, {
      ...shared,
      name: SETTING_NAMES.admissionConcurrency,
      title: 'Concurrent requests',
      kind: 'concurrency_limit',
      unit: 'requests',
      min: 1,
      max: MAX_CONCURRENCY,
      default: concurrency.get(),
      integer: true,
      settleMs: 1000,
    }),
    tunable(timeoutSeconds, {
      ...shared,
      name: SETTING_NAMES.requestTimeout,
      title: 'Time-out of a request',
      kind: 'timeout',
      unit: 'seconds',
      min: Math.min(1, timeoutSeconds.get()),
      max: MAX_TIMEOUT_SECONDS,
      default: timeoutSeconds.get(),
      integer: false,
      settleMs: 1000,
    }),
  ];
}

const tunable = (dial: Dial, descriptor: SettingDescriptor): Tunable => ({
  describe: () => descriptor,
  get: () => dial.get(),
  set: (value) => dial.set(checkSettingValue(descriptor, value)),
});
