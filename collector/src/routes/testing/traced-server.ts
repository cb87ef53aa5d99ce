// A process of its own, since OpenTelemetry changes node:http for everybody: what an application sees that uses both.
import { createRequire } from 'node:module';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { context, trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

const spans = new InMemorySpanExporter();
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
trace.setGlobalTracerProvider(provider);
const instrumentation = new HttpInstrumentation({ disableOutgoingRequestInstrumentation: true });
instrumentation.setTracerProvider(provider);
createRequire(import.meta.url)('node:http');

const { default: express } = await import('express');
const { createGrowthEngine } = await import('../../index.js');
const { listen, until } = await import('./application.js');

const engine = createGrowthEngine({
  service: 'traced',
  routes: [{ id: 'item', path: '/items/:id', cacheStrategy: 'short' }],
});
// The engine looks for OpenTelemetry in the background.
await engine.ready;
const app = express();
app.use(engine.middleware);
app.get('/metrics', engine.metrics);
app.get(
  '/items/:id',
  (_request, response) => void response.json({ trace: trace.getActiveSpan()?.spanContext().traceId })
);
const server = await listen(app);

const openMetrics = { accept: 'application/openmetrics-text; version=1.0.0' };
await server.get('/metrics', openMetrics);
const answers = [];
for (const path of ['/items/1', '/items/1', '/items/2']) answers.push(await server.get(path));
const serverSpans = (): string[] =>
  spans
    .getFinishedSpans()
    .filter(({ attributes }) => String(attributes['http.target'] ?? attributes['url.path']).startsWith('/items/'))
    .map((span) => span.spanContext().traceId);
await until(() => serverSpans().length === 3);
const { body } = await server.get('/metrics', openMetrics);

process.stdout.write(
  JSON.stringify({
    traces: serverSpans(),
    handled: answers.map((answer) => (JSON.parse(answer.body) as { trace: string }).trace),
    cached: answers.map(({ headers }) => headers['x-growth-engine-cache'] ?? null),
    counts: body.split('\n').filter((line) => /^growth_engine_http_request_duration_seconds_count.*items/.test(line)),
    exemplars: [...body.matchAll(/route="\/items\/:id".*# \{trace_id="([0-9a-f]+)"/g)].map(([, id]) => id),
    inFlight: /http_requests_in_flight\S* (\d+)/.exec(body)?.[1],
  })
);
await server.close();
await engine.close();
await provider.shutdown();
