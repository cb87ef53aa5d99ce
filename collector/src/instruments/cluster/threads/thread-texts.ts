import type { Clock } from '../../../contract/index.js';
import { noticeThreads } from './endings.js';
import { openLine, openLobby, type Channel, type LineMessage } from './lobby.js';

/** How long a scrape waits for threads that have always answered; one that has not is not waited for again until it does. */
const PATIENCE_MS = 1000;
/** The last words of a thread may come after the news that it has ended. */
const LAST_WORDS_MS = 200;

interface Thread {
  readonly line: Channel<LineMessage>;
  /** What it measured when it last answered. */
  text: string | undefined;
  /** It was asked and has not answered: it is not asked again, so that nothing piles up before it. */
  isAsked: boolean;
  /** A scrape has waited for it in vain. */
  isLate: boolean;
  hasEnded: boolean;
}

/** What one thread measures: now, or when it was last heard. */
export interface ThreadText {
  readonly text: string;
  /** It has not answered this time: its gauges are old. */
  readonly isOld: boolean;
}

export interface ThreadAnswers {
  readonly texts: readonly ThreadText[];
  /** Threads that did not answer in time. */
  readonly silent: readonly number[];
}

/** The main thread's side: knows the threads of its service that measure, and asks them. */
export class ThreadTexts {
  readonly #service: string;
  readonly #clock: Clock;
  /** Takes in the last numbers of a thread that has ended. */
  readonly #ended: (text: string) => void;
  readonly #threads = new Map<number, Thread>();
  readonly #lobby: ReturnType<typeof openLobby>;
  readonly #stopNoticing: () => void;
  readonly #timers = new Set<() => void>();
  /** Told whenever a thread answers or ends. */
  readonly #waiting = new Set<() => void>();

  constructor(service: string, clock: Clock, ended: (text: string) => void) {
    this.#service = service;
    this.#clock = clock;
    this.#ended = ended;
    this.#lobby = openLobby(service, (message) => {
      if (message.kind === 'here') this.#meet(message.thread);
      else if (message.kind === 'ended') this.#end(message.thread);
    });
    this.#stopNoticing = noticeThreads((thread) => this.#end(thread));
    this.#lobby.send({ kind: 'who' });
  }

  get isEmpty(): boolean {
    return this.#threads.size === 0;
  }

  /** Asks all that are not known to be silent, and waits for none longer than a second or until `signal` aborts. */
  async ask(signal: AbortSignal): Promise<ThreadAnswers> {
    for (const thread of this.#threads.values()) {
      if (thread.isAsked || thread.hasEnded) continue;
      thread.isAsked = true;
      thread.line.send({ kind: 'ask' });
    }
    const isAwaited = ({ isAsked, isLate, hasEnded }: Thread): boolean => isAsked && !isLate && !hasEnded;
    const isDone = (): boolean => ![...this.#threads.values()].some(isAwaited);
    // Whoever comes without time says nothing about the threads.
    const isTimeUp = !isDone() && !signal.aborted && (await this.#until(isDone, signal)) === 'time is up';
    const texts: ThreadText[] = [];
    const silent: number[] = [];
    for (const [id, thread] of this.#threads) {
      if (isTimeUp && isAwaited(thread)) thread.isLate = true;
      if (thread.isAsked && !thread.hasEnded) silent.push(id);
      if (thread.text !== undefined) texts.push({ text: thread.text, isOld: thread.isAsked || thread.hasEnded });
    }
    return { texts, silent };
  }

  close(): void {
    this.#stopNoticing();
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    for (const { line } of this.#threads.values()) line.close();
    this.#threads.clear();
    this.#lobby.close();
    this.#heard();
  }

  #until(isDone: () => boolean, signal: AbortSignal): Promise<'done' | 'aborted' | 'time is up'> {
    return new Promise((resolve) => {
      const end = (why: 'done' | 'aborted' | 'time is up'): void => {
        cancel();
        signal.removeEventListener('abort', abort);
        this.#waiting.delete(look);
        resolve(why);
      };
      const abort = (): void => end('aborted');
      const look = (): void => {
        if (isDone()) end('done');
      };
      const cancel = this.#clock.after(PATIENCE_MS, () => end('time is up'));
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.add(look);
    });
  }

  #heard(): void {
    for (const look of [...this.#waiting]) look();
  }

  #meet(id: number): void {
    if (this.#threads.has(id)) return;
    const line = openLine(this.#service, id, (message) => {
      if (message.kind === 'ask') return;
      thread.text = message.text;
      thread.isAsked = false;
      thread.isLate = false;
      if (message.kind === 'bye') this.#forget(id, thread);
      this.#heard();
    });
    const thread: Thread = { line, text: undefined, isAsked: false, isLate: false, hasEnded: false };
    this.#threads.set(id, thread);
  }

  #end(id: number): void {
    const thread = this.#threads.get(id);
    if (thread === undefined || thread.hasEnded) return;
    thread.hasEnded = true;
    const cancel = this.#clock.after(LAST_WORDS_MS, () => {
      this.#timers.delete(cancel);
      this.#forget(id, thread);
    });
    this.#timers.add(cancel);
    this.#heard();
  }

  #forget(id: number, thread: Thread): void {
    if (this.#threads.get(id) !== thread) return;
    this.#threads.delete(id);
    thread.line.close();
    if (thread.text !== undefined) this.#ended(thread.text);
  }
}
