import { describe, expect, it } from '@jest/globals';
import { createSingleFlight } from './single-flight.js';

const deferred = () => {
  let resolve: (value: string) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<string>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
};

describe('a single flight', () => {
  it('is shared by all who ask meanwhile, and over when it has landed', async () => {
    const flights = createSingleFlight<string, string>();
    const first = deferred();
    const one = flights.run('a', () => first.promise);
    const other = flights.run('a', () => Promise.resolve('never asked for'));
    first.resolve('value');
    expect(await Promise.all([one, other])).toEqual(['value', 'value']);
    expect(flights.size).toBe(0);
    expect(await flights.run('a', async () => 'next')).toBe('next');
  });

  it('fails for those who wait, and does not poison the next', async () => {
    const flights = createSingleFlight<string, string>();
    const first = deferred();
    const waiting = [flights.run('a', () => first.promise), flights.run('a', () => first.promise)];
    first.reject(new Error('down'));
    for (const one of waiting) await expect(one).rejects.toThrow('down');
    expect(await flights.run('a', async () => 'up')).toBe('up');
  });

  it('goes on while anybody waits, is aborted when the last has gone, and the next starts anew', async () => {
    const flights = createSingleFlight<string, string>();
    const [one, other] = [new AbortController(), new AbortController()];
    let seen: AbortSignal | undefined;
    const load = (signal: AbortSignal): Promise<string> => {
      seen = signal;
      return new Promise(() => {});
    };
    const waiting = [flights.run('a', load, one.signal), flights.run('a', load, other.signal)];
    one.abort(new Error('gone'));
    await expect(waiting[0]).rejects.toThrow('gone');
    expect(seen?.aborted).toBe(false);
    other.abort(new Error('gone, too'));
    await expect(waiting[1]).rejects.toThrow('gone, too');
    expect(seen?.aborted).toBe(true);
    expect(await flights.run('a', async () => 'next')).toBe('next');
  });

  it('starts anew after it was forgotten, and a late landing disturbs nobody', async () => {
    const flights = createSingleFlight<string, string>();
    const [first, second] = [deferred(), deferred()];
    const old = flights.run('a', () => first.promise);
    flights.forget('a');
    const fresh = flights.run('a', () => second.promise);
    first.resolve('old');
    expect(await old).toBe('old');
    const joined = flights.run('a', () => Promise.resolve('not joined'));
    second.resolve('fresh');
    expect(await Promise.all([fresh, joined])).toEqual(['fresh', 'fresh']);
  });

  it('refuses after it was closed and aborts what was under way', async () => {
    const flights = createSingleFlight<string, string>();
    const aborted = flights.run(
      'a',
      (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
    );
    flights.close();
    await expect(aborted).rejects.toThrow('closed');
    await expect(flights.run('b', async () => 'x')).rejects.toThrow('closed');
  });
});
