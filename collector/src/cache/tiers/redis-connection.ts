import { createRequire } from 'node:module';

/** What of an ioredis client is used. */
export interface RedisConnection {
  readonly status: string;
  connect(): Promise<void>;
  disconnect(reconnect?: boolean): void;
  call(command: string, ...args: (string | number)[]): Promise<unknown>;
  subscribe(...channels: string[]): Promise<unknown>;
  on(event: 'ready' | 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'message', listener: (channel: string, message: string) => void): unknown;
}

/** An ioredis client of the application. */
export interface RedisClient {
  readonly isCluster?: boolean;
  duplicate(override: ConnectionOptions): RedisConnection;
}

/** Options of ioredis that our connections need. */
export interface ConnectionOptions {
  readonly lazyConnect: boolean;
  readonly enableOfflineQueue: boolean;
  readonly autoResendUnfulfilledCommands: boolean;
  readonly autoResubscribe: boolean;
  readonly maxRetriesPerRequest: number;
  readonly connectTimeout: number;
  readonly disconnectTimeout: number;
  readonly retryStrategy: (attempt: number) => number;
  readonly connectionName: string;
  readonly keyPrefix: string;
}

const CONNECT_TIMEOUT_MS = 2000;
/** A server that does not say goodbye keeps no socket open for longer. */
const DISCONNECT_TIMEOUT_MS = 100;
const LONGEST_RETRY_MS = 2000;

/** Nothing is queued and nothing sent again: a command that was given up must not be carried out later. */
const optionsFor = (connectionName: string): ConnectionOptions => ({
  lazyConnect: true,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  autoResubscribe: false,
  maxRetriesPerRequest: 0,
  connectTimeout: CONNECT_TIMEOUT_MS,
  disconnectTimeout: DISCONNECT_TIMEOUT_MS,
  retryStrategy: (attempt) => Math.min(LONGEST_RETRY_MS, 50 * 2 ** Math.min(attempt, 10)),
  connectionName,
  // One that the application has set would hold for keys and not for channels.
  keyPrefix: '',
});

type RedisClass = new (url: string, options: ConnectionOptions) => RedisConnection;

/**
 * A connection of our own that is not open yet. @throws Error where a URL is given and ioredis is not installed, or the client
 * is one of a cluster.
 */
export function createConnection(redis: string | RedisClient, name: string): RedisConnection {
  const options = optionsFor(name);
  if (typeof redis === 'object' && redis.isCluster === true) {
    throw new Error(
      `The second tier of cache ${name} cannot be a Redis Cluster. Give the URL or client of one server.`
    );
  }
  return typeof redis === 'string' ? new (loadRedis())(redis, options) : redis.duplicate(options);
}

function loadRedis(): RedisClass {
  try {
    const { Redis } = createRequire(import.meta.url)('ioredis') as { readonly Redis: RedisClass };
    return Redis;
  } catch (error) {
    throw new Error('The package ioredis is not installed. Run npm install ioredis next to the application.', {
      cause: error,
    });
  }
}
