import type { ServerResponse } from 'node:http';
import type { Deadlined } from '../admission/deadlines.js';
import type { Arm } from '../contract/index.js';
import type { RequestContext } from '../instruments/request-context.js';
import type { AnswerReading, Read } from './answer-capture.js';
import type { AppRequest } from './app-request.js';
import type { Answering } from './by-connection.js';
import type { RouteLabels } from './route-label.js';
import type { DeclaredRoute } from './table.js';

/** One request and its answer, from arrival to end; its own context, and its own entry among the deadlines. */
export class Exchange implements RequestContext, Deadlined, Answering, Read {
  arm: Arm | 'mixed' | undefined = undefined;
  other: Answering | undefined = undefined;
  reading: AnswerReading | undefined = undefined;
  earlier: Deadlined | undefined = undefined;
  later: Deadlined | undefined = undefined;
  watched = false;
  /** Why admission turned it away. */
  rejectedFor: string | undefined = undefined;
  /** Bytes that its connection had sent when it arrived; kept where sizes are. */
  writtenBefore = 0;
  /** Set when it is over. */
  settled = false;
  /** Gives back what was taken for it. */
  release: ((exchange: Exchange) => void) | undefined = undefined;
  onExpire: ((exchange: Exchange, timeoutMs: number) => void) | undefined = undefined;
  readonly method: string;
  readonly #labels: RouteLabels;
  #route: string | undefined = undefined;

  constructor(
    readonly request: AppRequest,
    readonly response: ServerResponse,
    readonly declared: DeclaredRoute | undefined,
    readonly startedAt: number,
    labels: RouteLabels
  ) {
    this.method = request.method ?? '';
    this.#labels = labels;
  }

  /** Route template as far as it is known now; the router may find it later than somebody asks. */
  get route(): string {
    return this.#route ?? this.#labels.labelOf(this.request, this.declared?.path);
  }

  /** Fixes it: for answers that no router will see. */
  set route(route: string) {
    this.#route = route;
  }

  expire(timeoutMs: number): void {
    this.onExpire?.(this, timeoutMs);
  }
}
