import { describe, expect, it } from '@jest/globals';
import { markArm, RequestContextCarrier, type RequestContext } from './request-context.js';

const context = (): RequestContext => ({ route: '/a', arm: undefined, startedAt: 0 });

describe('the context of a request', () => {
  it('remembers the arm that it fell under, and when it touched both', () => {
    const one = context();
    markArm(one, 'a');
    markArm(one, 'a');
    expect(one.arm).toBe('a');
    markArm(one, 'b');
    expect(one.arm).toBe('mixed');
    markArm(one, 'a');
    expect(one.arm).toBe('mixed');
    markArm(undefined, 'a');
  });

  it('is carried to whoever asks once somebody said that he will, and to nobody after the end', async () => {
    const carrier = new RequestContextCarrier();
    const one = context();
    carrier.run(one, () => expect(carrier.current()).toBeUndefined());
    carrier.enable();
    await new Promise<void>((resolve) => {
      carrier.run(one, () => {
        setImmediate(() => {
          expect(carrier.current()).toBe(one);
          resolve();
        });
      });
    });
    expect(carrier.current()).toBeUndefined();
    carrier.close();
    carrier.run(one, () => expect(carrier.current()).toBeUndefined());
  });
});
