import { createRequire } from 'node:module';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { itemApp, serve } from './item-app.js';

/** Its metrics alone: without a tracer provider no span is recorded. It knows no routes. */
const instrumentation = new HttpInstrumentation({ disableOutgoingRequestInstrumentation: true });
instrumentation.setMeterProvider(
  new MeterProvider({ readers: [new PrometheusExporter({ preventServerStart: true })] })
);
// It changes the module when that is required for the first time; the server's class is the same for both kinds of modules.
createRequire(import.meta.url)('node:http');

serve(itemApp([]));
