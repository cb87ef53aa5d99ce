import { BroadcastChannel } from 'node:worker_threads';

/** What is said where all threads hear it. A thread is its `threadId`, which Node gives once per process. */
export type LobbyMessage =
  | { readonly kind: 'who' }
  | { readonly kind: 'here'; readonly thread: number }
  | { readonly kind: 'ended'; readonly thread: number };

/** What is said between the main thread and one other, which nobody else hears (or has to copy). */
export type LineMessage =
  | { readonly kind: 'ask' }
  | { readonly kind: 'answer'; readonly text: string }
  /** The last numbers of a thread that closes. */
  | { readonly kind: 'bye'; readonly text: string };

export interface Channel<Message> {
  send(message: Message): void;
  close(): void;
}

/** A channel of this process that keeps nothing alive. Messages are copied, and arrive in order. */
function open<Message>(name: string, hear: (message: Message) => void): Channel<Message> {
  const channel = new BroadcastChannel(`growth-engine ${name}`);
  channel.onmessage = (event: unknown) => hear((event as { readonly data: Message }).data);
  channel.unref();
  return { send: (message) => channel.postMessage(message), close: () => channel.close() };
}

/** Where threads of one service find each other. */
export const openLobby = (service: string, hear: (message: LobbyMessage) => void): Channel<LobbyMessage> =>
  open(service, hear);

export const openLine = (service: string, thread: number, hear: (message: LineMessage) => void): Channel<LineMessage> =>
  open(`${service} ${thread}`, hear);
