export interface SingleFlight<K, V> {
  /** Flights under way. */
  readonly size: number;
  /**
   * Joins the flight of `key`, or starts one. `load`'s signal aborts when everybody who waited has gone (`signal`), or at
   * `close`. A load that throws at once rejects like one that fails later; neither is remembered.
   */
  run(key: K, load: (signal: AbortSignal) => Promise<V>, signal?: AbortSignal): Promise<V>;
  /** Whether later calls would join a flight. */
  has(key: K): boolean;
  /** Later calls start anew; those who wait already still get the old result. */
  forget(key: K): void;
  forgetAll(): void;
  /** Whether the flight that was given this signal is still the one that later callers would join. */
  isCurrent(key: K, signal: AbortSignal): boolean;
  /** Aborts what is under way and refuses what comes. */
  close(): void;
}

interface Flight<V> {
  readonly controller: AbortController;
  readonly result: Promise<V>;
  waiting: number;
}

/** One load per key at a time, shared by all who ask meanwhile. */
export function createSingleFlight<K, V>(): SingleFlight<K, V> {
  const flights = new Map<K, Flight<V>>();
  const all = new Set<Flight<V>>();
  let closed = false;

  const start = (key: K, load: (signal: AbortSignal) => Promise<V>): Flight<V> => {
    const controller = new AbortController();
    const result = invoke(load, controller.signal).finally(() => {
      all.delete(flight);
      if (flights.get(key) === flight) flights.delete(key);
    });
    // Everybody may have gone before it fails; whoever waits has a handler of their own.
    result.catch(() => undefined);
    const flight: Flight<V> = { controller, result, waiting: 0 };
    flights.set(key, flight);
    all.add(flight);
    return flight;
  };

  const leave = (key: K, flight: Flight<V>, reason: unknown): void => {
    if (--flight.waiting > 0) return;
    if (flights.get(key) === flight) flights.delete(key);
    flight.controller.abort(reason);
  };

  return {
    get size() {
      return all.size;
    },
    run(key, load, signal) {
      if (closed) return Promise.reject(new Error('Nothing is loaded any more: this was closed.'));
      if (signal?.aborted === true) return Promise.reject(asError(signal.reason));
      const flight = flights.get(key) ?? start(key, load);
      flight.waiting++;
      return signal === undefined ? flight.result : waitFor(flight, signal, (reason) => leave(key, flight, reason));
    },
    has: (key) => flights.has(key),
    forget: (key) => void flights.delete(key),
    forgetAll: () => flights.clear(),
    isCurrent: (key, signal) => flights.get(key)?.controller.signal === signal,
    close() {
      closed = true;
      flights.clear();
      for (const flight of all) flight.controller.abort(new Error('The load was abandoned: its owner was closed.'));
    },
  };
}

/** A load that throws before it returns a promise is a load that failed. */
async function invoke<V>(load: (signal: AbortSignal) => Promise<V>, signal: AbortSignal): Promise<V> {
  return await load(signal);
}

function waitFor<V>(flight: Flight<V>, signal: AbortSignal, leave: (reason: unknown) => void): Promise<V> {
  return new Promise((resolve, reject) => {
    const abandon = (): void => {
      leave(signal.reason);
      reject(asError(signal.reason));
    };
    signal.addEventListener('abort', abandon, { once: true });
    flight.result.then(resolve, reject).finally(() => signal.removeEventListener('abort', abandon));
  });
}

const asError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error('The wait for a load was abandoned.', { cause: reason });
