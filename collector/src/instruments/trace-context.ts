import { silentLog, type Log } from '../contract/index.js';

/** The span that is being recorded while a value is observed. */
export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
}

/** Undefined outside of a span, and in one that is not sampled: an exemplar must lead to a trace that was kept. */
export type ReadTrace = () => TraceContext | undefined;

export interface TraceSource {
  /** The reader; undefined while OpenTelemetry is not there. Looking again is cheap. */
  find(): Promise<ReadTrace | undefined>;
}

/** Where every copy of @opentelemetry/api 1.x registers what its SDK has set up. */
const API = Symbol.for('opentelemetry.js.api.1');
const SAMPLED = 1;

/**
 * OpenTelemetry, if the application uses it. The package is loaded only after an SDK has registered itself, when it is in
 * memory already; an application without it pays nothing.
 */
export function openTelemetrySource(log: Log = silentLog): TraceSource {
  let found: Promise<ReadTrace | undefined> | undefined;
  const load = async (): Promise<ReadTrace | undefined> => {
    try {
      const { context, trace } = await import('@opentelemetry/api');
      return () => {
        try {
          const span = trace.getSpanContext(context.active());
          return span !== undefined && (span.traceFlags & SAMPLED) !== 0 ? span : undefined;
        } catch {
          // Somebody's context manager: an observation never fails for the sake of an exemplar.
          return undefined;
        }
      };
    } catch (error) {
      log.warn({ err: error }, 'OpenTelemetry runs, but @opentelemetry/api cannot be loaded from here: no exemplars');
      return undefined;
    }
  };
  return {
    find: () => {
      if (found === undefined && !(API in globalThis)) return Promise.resolve(undefined);
      return (found ??= load());
    },
  };
}
