import { AsyncLocalStorage } from 'node:async_hooks';
import type { Arm } from '../contract/index.js';

/** What is known about the request that is being served, for whoever measures on its behalf. */
export interface RequestContext {
  /** Route template, once it is known. */
  route: string;
  /** Arm of the running trial that the request fell under; `mixed` when it touched both and can speak for neither. */
  arm: Arm | 'mixed' | undefined;
  /** Performance.now() of its arrival. */
  readonly startedAt: number;
}

/** Remembers that the request touched `arm`. */
export function markArm(context: RequestContext | undefined, arm: Arm): void {
  if (context === undefined || context.arm === arm) return;
  context.arm = context.arm === undefined ? arm : 'mixed';
}

/**
 * Carries the context of a request to code that is not handed it (a pool, a cache in a handler). Costs nothing until
 * something asks for it: AsyncLocalStorage slows every promise of a process on Node 20.
 */
export class RequestContextCarrier {
  #storage: AsyncLocalStorage<RequestContext> | undefined;

  /** Called by whatever will ask for `current()`. */
  enable(): void {
    this.#storage ??= new AsyncLocalStorage();
  }

  run(context: RequestContext, next: () => void): void {
    if (this.#storage === undefined) next();
    else this.#storage.run(context, next);
  }

  current(): RequestContext | undefined {
    return this.#storage?.getStore();
  }

  close(): void {
    this.#storage?.disable();
    this.#storage = undefined;
  }
}
