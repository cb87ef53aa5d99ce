import type { CircuitState, Clock, Log, SecondTierError } from '../../contract/index.js';
import { Circuit } from './circuit.js';
import { createConnection, type RedisClient, type RedisConnection } from './redis-connection.js';
import type { Script } from './scripts.js';

/** Why Redis did not help; `open` was not even asked. */
export class LinkError extends Error {
  constructor(
    readonly reason: SecondTierError | 'open',
    message: string,
    cause?: unknown
  ) {
    super(message, { cause });
  }
}

export interface RedisLinkOptions {
  readonly redis: string | RedisClient;
  readonly name: string;
  readonly deadlineMs: number;
  readonly clock: Clock;
  readonly log: Log;
  /** What everybody hears, and what is for this instance alone. */
  readonly channels: { readonly shared: string; readonly own: string };
  readonly onMessage: (message: string) => void;
  /**
   * Before anything is asked of Redis that was away. `missed`: messages may have been lost. Its `send` is not held back by
   * the circuit. Rejects where Redis cannot be used yet.
   */
  readonly prepare: (link: RedisLink, missed: boolean) => Promise<void>;
  readonly onError: (reason: SecondTierError) => void;
  readonly onState: (state: CircuitState) => void;
}

const HEARTBEAT_EVERY_MS = 2000;
/** Unheard for so long, a subscription is taken for dead though its connection looks alive. */
const DEAF_AFTER_MS = 3 * HEARTBEAT_EVERY_MS;
const HEARTBEAT = 'heartbeat';
const START_MS = 2000;
/** So many probes unanswered in a row, and a connection is made anew. */
const PROBES_PER_CONNECTION = 3;

/** Two connections to Redis, one for commands and one that listens, behind a circuit and a deadline. Nothing here throws. */
export class RedisLink {
  readonly ready: Promise<void>;
  readonly #options: RedisLinkOptions;
  readonly #commands: RedisConnection;
  readonly #listening: RedisConnection;
  readonly #circuit: Circuit;
  /** Give up waiting, for commands under way. */
  readonly #waiting = new Set<(error: LinkError) => void>();
  #subscribed = false;
  #heardAtMs = 0;
  #unanswered = 0;
  #saidGone = false;
  #cancelBeat: (() => void) | undefined;
  #cancelStart: (() => void) | undefined;
  #settleReady: () => void = () => undefined;
  #closed = false;

  constructor(options: RedisLinkOptions) {
    this.#options = options;
    const { redis, name, clock, log } = options;
    this.ready = new Promise((resolve) => (this.#settleReady = resolve));
    this.#circuit = new Circuit({
      clock,
      probe: () => this.#prepare(),
      onChange: (state, cause) => this.#changed(state, cause),
    });
    this.#commands = this.#connect(createConnection(redis, name), log);
    this.#listening = this.#connect(createConnection(redis, name), log);
    this.#listening.on('message', (_channel, message) => this.#heard(message));
  }

  get state(): CircuitState {
    return this.#circuit.state;
  }

  /** Opens both connections; `ready` settles when both are in use, cannot be opened, or take longer than that should. */
  start(): void {
    for (const connection of [this.#commands, this.#listening]) {
      connection.connect().catch((error: unknown) => {
        if (this.#closed) return;
        this.#sayGone(error);
        this.#settleReady();
      });
    }
    this.#cancelStart = this.#options.clock.after(START_MS, () => this.#settleReady());
    this.#circuit.start();
  }

  /** @throws LinkError at once where the circuit is open, else within the deadline. */
  async run(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    if (this.#circuit.state !== 'closed') throw new LinkError('open', 'The second tier is left alone for now.');
    try {
      const answer = await this.evaluate(script, keys, args);
      this.#circuit.succeeded();
      return answer;
    } catch (error) {
      // An answer, though an error, is no sign of a Redis that is slow or gone.
      if (error instanceof LinkError && error.reason === 'reply') this.#circuit.succeeded();
      else this.#circuit.failed(error);
      throw error;
    }
  }

  /** Past the circuit: for `prepare`. */
  evaluate(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    return this.#bounded(async () => {
      try {
        return await this.#commands.call('EVALSHA', script.sha1, keys.length, ...keys, ...args);
      } catch (error) {
        if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
        return this.#commands.call('EVAL', script.text, keys.length, ...keys, ...args);
      }
    });
  }

  send(command: string, ...args: (string | number)[]): Promise<unknown> {
    return this.#bounded(() => this.#commands.call(command, ...args));
  }

  /** Prepares again before anything else is asked: for what was found to have changed. */
  renew(): void {
    this.#circuit.trip(new LinkError('open', 'What the second tier holds was dropped by somebody else.'));
    void this.#circuit.probe();
  }

  close(): void {
    this.#closed = true;
    this.#circuit.close();
    this.#cancelStart?.();
    this.#cancelBeat?.();
    this.#abandon(new LinkError('connection', 'The cache was closed.'));
    this.#settleReady();
    this.#commands.disconnect();
    this.#listening.disconnect();
  }

  #connect(connection: RedisConnection, log: Log): RedisConnection {
    connection.on('ready', () => this.#cameBack());
    connection.on('close', () => this.#lost(connection));
    // ioredis says so again with every attempt; the circuit tells people, once.
    connection.on('error', (error) => log.debug({ err: error }, 'A connection to the second tier has failed'));
    return connection;
  }

  #cameBack(): void {
    if (this.#commands.status !== 'ready' || this.#listening.status !== 'ready') return;
    void this.#circuit.probe();
  }

  #lost(connection: RedisConnection): void {
    if (connection === this.#listening) this.#subscribed = false;
    if (this.#closed) return;
    const error = new LinkError('connection', 'The connection to the second tier was lost.');
    if (this.#circuit.state === 'closed') this.#options.onError('connection');
    this.#circuit.trip(error);
    this.#abandon(error);
  }

  async #prepare(): Promise<void> {
    const missed = !this.#subscribed;
    try {
      for (const connection of [this.#commands, this.#listening]) {
        if (connection.status !== 'ready') throw new LinkError('connection', 'The second tier is not connected.');
      }
      if (missed) {
        const { shared, own } = this.#options.channels;
        await this.#bounded(() => this.#listening.subscribe(shared, own));
        this.#subscribed = true;
      }
      await this.#options.prepare(this, missed);
      this.#unanswered = 0;
    } catch (error) {
      if (
        error instanceof LinkError &&
        error.reason === 'deadline' &&
        ++this.#unanswered % PROBES_PER_CONNECTION === 0
      ) {
        this.#commands.disconnect(true);
        this.#listening.disconnect(true);
      }
      // What was missed has not been made good.
      if (missed) this.#subscribed = false;
      throw error;
    }
  }

  #changed(state: CircuitState, cause: unknown): void {
    const { log, name, onState, clock } = this.#options;
    onState(state);
    if (state === 'probing') return;
    this.#cancelBeat?.();
    this.#cancelBeat = undefined;
    if (state === 'closed') {
      this.#saidGone = false;
      log.info({ cache: name }, 'The second tier of a cache is in use');
      this.#settleReady();
      this.#heardAtMs = clock.monotonic();
      this.#cancelBeat = clock.after(HEARTBEAT_EVERY_MS, this.#beat);
    } else {
      // Before both connections were opened for the first time, a probe that fails says nothing.
      if (this.#heardAtMs > 0) this.#sayGone(cause);
      this.#abandon(new LinkError('open', 'The second tier is left alone for now.'));
    }
  }

  /** Once, until it was in use again. */
  #sayGone(cause: unknown): void {
    if (this.#saidGone) return;
    this.#saidGone = true;
    const { log, name } = this.#options;
    log.warn({ cache: name, err: cause }, 'The second tier of a cache is slow or gone; it answers from memory alone');
  }

  readonly #beat = (): void => {
    const { clock, channels } = this.#options;
    if (clock.monotonic() - this.#heardAtMs > DEAF_AFTER_MS) {
      this.#subscribed = false;
      this.#circuit.trip(new LinkError('connection', 'The second tier does not pass messages on any more.'));
      this.#listening.disconnect(true);
      return;
    }
    this.#cancelBeat = clock.after(HEARTBEAT_EVERY_MS, this.#beat);
    this.send('PUBLISH', channels.own, HEARTBEAT).then(
      () => this.#circuit.succeeded(),
      (error: unknown) => this.#circuit.failed(error)
    );
  };

  #heard(message: string): void {
    this.#heardAtMs = this.#options.clock.monotonic();
    if (message !== HEARTBEAT) this.#options.onMessage(message);
  }

  #abandon(error: LinkError): void {
    for (const giveUp of [...this.#waiting]) giveUp(error);
  }

  /** Whatever becomes of a command after its deadline is of no interest any more. */
  #bounded(command: () => Promise<unknown>): Promise<unknown> {
    const { deadlineMs, clock } = this.#options;
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        cancel();
        this.#waiting.delete(giveUp);
      };
      const giveUp = (error: LinkError): void => {
        settle();
        reject(error);
      };
      const expire = (): void => {
        if (!this.#waiting.has(giveUp)) return;
        this.#options.onError('deadline');
        giveUp(new LinkError('deadline', `The second tier did not answer within ${deadlineMs} ms.`));
      };
      // A busy event loop is late for timers and answers alike: answers that are there already are read first.
      const cancel = clock.after(deadlineMs, () => setImmediate(expire));
      this.#waiting.add(giveUp);
      command().then(
        (answer) => {
          if (!this.#waiting.has(giveUp)) return;
          settle();
          resolve(answer);
        },
        (error: unknown) => {
          if (!this.#waiting.has(giveUp)) return;
          const reason = isReply(error) ? 'reply' : 'connection';
          this.#options.onError(reason);
          giveUp(new LinkError(reason, `The second tier answered with an error.`, error));
        }
      );
    });
  }
}

/** ioredis calls what Redis itself answered a ReplyError. */
const isReply = (error: unknown): boolean => error instanceof Error && error.name === 'ReplyError';
