import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, describe, expect, it } from '@jest/globals';
import { context, ROOT_CONTEXT, trace, TraceFlags, type Context, type ContextManager } from '@opentelemetry/api';
import { METRICS } from '../contract/index.js';
import { createInstruments } from './instruments.js';
import { collectBytes } from './testing/collect-text.js';
import { openTelemetrySource } from './trace-context.js';

/** What an OpenTelemetry SDK registers, as far as the current span needs it. */
class Contexts implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>();
  active = (): Context => this.#storage.getStore() ?? ROOT_CONTEXT;
  with<Args extends unknown[], Result>(
    active: Context,
    run: (...args: Args) => Result,
    thisArg?: ThisParameterType<typeof run>,
    ...args: Args
  ): Result {
    return this.#storage.run(active, () => run.apply(thisArg, args));
  }
  bind<T>(_: Context, target: T): T {
    return target;
  }
  enable(): this {
    return this;
  }
  disable(): this {
    this.#storage.disable();
    return this;
  }
}

const SPAN = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const within = (traceFlags: TraceFlags, run: () => void): void =>
  context.with(trace.setSpanContext(ROOT_CONTEXT, { ...SPAN, traceFlags }), run);

afterEach(() => context.disable());

describe('traces of OpenTelemetry', () => {
  it('are not there while no SDK has registered itself', async () => {
    expect(await openTelemetrySource().find()).toBeUndefined();
  });

  it('are those of the span that is active and sampled', async () => {
    context.setGlobalContextManager(new Contexts());
    const read = await openTelemetrySource().find();
    expect(read?.()).toBeUndefined();
    within(TraceFlags.SAMPLED, () => expect(read?.()).toMatchObject(SPAN));
    within(TraceFlags.NONE, () => expect(read?.()).toBeUndefined());
  });

  it('come out as exemplars without anything being set up', async () => {
    context.setGlobalContextManager(new Contexts());
    const instruments = createInstruments();
    const delay = instruments.histogram(METRICS.process_event_loop_delay_seconds).bind('shop');
    await collectBytes(instruments, 'openmetrics');
    within(TraceFlags.SAMPLED, () => delay.observe(0.2));
    expect((await collectBytes(instruments, 'openmetrics')).toString()).toContain(
      `le="0.25"} 1 # {trace_id="${SPAN.traceId}",span_id="${SPAN.spanId}"} 0.2 `
    );
  });
});
